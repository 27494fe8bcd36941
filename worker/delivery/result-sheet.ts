import type { AttemptResult, AttemptRun, SettleRequest } from '../messages/delivery-log-rpc.ts'
import type { CapturedRequest } from '../messages/delivery-trace-rpc.ts'
import { pack } from '../messages/packed.ts'

type Part = Pick<SettleRequest, 'runs' | 'results' | 'latencyMs' | 'ages' | 'requests'>

/** The results of one attempt as they come in, and which of them the log has been told. */
export interface Sheet {
  /** @throws when there is no such event. A second result of an event is ignored. */
  report(
    index: number,
    result: AttemptResult,
    latencyMs: number,
    more?: {
      sent?: CapturedRequest | undefined
      /** Bucket of the time since receipt, for what was delivered. */
      age?: number
    },
  ): void
  fillMissing(result: AttemptResult): void
  /**
   * What the log does not know yet; null when there is nothing and the attempt goes on. At the end,
   * events without a result are `not_attempted`. Call `settled` when the log has it.
   */
  takeUnsettled(more: boolean): { request: Part; settled(): void } | null
}

const NOT_ATTEMPTED: AttemptResult = { outcome: 'not_attempted', code: '' }

export function createSheet(runs: readonly AttemptRun[]): Sheet {
  const count = runs.reduce((sum, run) => sum + run.count, 0)
  const results = new Array<AttemptResult>(count).fill(NOT_ATTEMPTED)
  const latencies = new Array<number>(count).fill(0)
  const ages = new Array<number>(count).fill(-1)
  const told = new Uint8Array(count)
  const requests = new Map<number, CapturedRequest>()
  let reported = 0
  return {
    report(index, result, latencyMs, { sent, age = -1 } = {}) {
      const before = results[index]
      if (before === undefined) throw new Error(`there is no event ${index}`)
      if (before !== NOT_ATTEMPTED) return
      results[index] = result
      latencies[index] = latencyMs
      if (result.outcome === 'delivered') ages[index] = age
      if (sent) requests.set(index, sent)
      reported++
    },
    fillMissing(result) {
      for (const [index, before] of results.entries()) {
        if (before === NOT_ATTEMPTED) results[index] = result
      }
    },
    takeUnsettled(more) {
      if (more && reported === 0) return null
      const indexes: number[] = []
      for (let index = 0; index < count; index++) {
        if (told[index] === 0 && !(more && results[index] === NOT_ATTEMPTED)) indexes.push(index)
      }
      reported = 0
      return {
        request: {
          runs: runsOf(runs, indexes),
          results: pack(indexes.map((index) => results[index] ?? NOT_ATTEMPTED)),
          latencyMs: pack(indexes.map((index) => latencies[index] ?? 0)),
          ages: pack(indexes.map((index) => ages[index] ?? -1)),
          ...requestsOf(requests, indexes),
        },
        settled() {
          for (const index of indexes) told[index] = 1
        },
      }
    },
  }
}

/** Nothing at all when none of the events has one, which is how most of them are. */
function requestsOf(
  requests: ReadonlyMap<number, CapturedRequest>,
  indexes: readonly number[],
): Pick<Part, 'requests'> {
  if (requests.size === 0) return {}
  const sent = new Map<CapturedRequest, number>()
  const of = indexes.map((index) => {
    const request = requests.get(index)
    if (request === undefined) return -1
    const known = sent.get(request) ?? sent.size
    sent.set(request, known)
    return known
  })
  return sent.size === 0 ? {} : { requests: { sent: [...sent.keys()], of: pack(of) } }
}

/** The parts of the runs that the events at `indexes` (ascending) make up. */
function runsOf(runs: readonly AttemptRun[], indexes: readonly number[]): SettleRequest['runs'] {
  const parts: SettleRequest['runs'] = []
  let [start, next] = [0, 0]
  for (const { block, line, count, attempt } of runs) {
    let part: SettleRequest['runs'][number] | null = null
    for (let index = indexes[next]; index !== undefined && index < start + count; ) {
      const at = line + index - start
      if (part && part.line + part.count === at) part.count++
      else {
        part = { block, line: at, count: 1, attempt }
        parts.push(part)
      }
      index = indexes[++next]
    }
    start += count
  }
  return parts
}
