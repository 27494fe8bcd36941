import { nextAttemptAt } from '../../worker/domain/delivery/retry-policy.ts'
import type { AttemptResult, SettleRequest } from '../../worker/messages/delivery-log-rpc.ts'
import type { Block, Generation, Item } from './backlog.ts'
import type { LeaseSummary } from './dispatcher.ts'
import { intersect } from './line-ranges.ts'
import { RUN_FIELDS, type SettleRow, type StoredResult } from './rows.ts'

/** So many answers of one kind are kept per settle, each with its words; the others share the first. */
const SAMPLES_PER_KIND = 8

export interface SettleQuestion {
  request: SettleRequest
  find: (block: number) => Block | undefined
  now: number
  /** When the attempt began, by the log's own clock where it knows. */
  startedAt: number
  windowMs: number
  random: () => number
}

/** A row on its way: the ages of what was delivered are counted, and not written. */
export type SettleDraft = SettleRow & { ages?: number[] }

export interface SettlePlan {
  rows: Map<Generation, SettleDraft>
  summary: LeaseSummary
}

/**
 * What follows from an attempt's results: one row per generation that its events are in. A result
 * counts only for lines that still wait for just this attempt, so a repeated settle plans nothing.
 */
export function planSettle(question: SettleQuestion): SettlePlan {
  const plan: SettlePlan = {
    rows: new Map(),
    summary: { attempted: 0, notAttempted: 0, achieved: 0, fresh: false, retryAfterMs: 0 },
  }
  const writers = new Map<Generation, RowWriter>()
  let block: Block | undefined
  for (const segment of segmentsOf(question.request)) {
    const { result, count } = segment
    if (result.outcome === 'not_attempted') {
      plan.summary.notAttempted += count
      continue
    }
    if (block?.id !== segment.block) block = question.find(segment.block)
    if (!block) continue
    const writer = getOrCreate(writers, block.generation, () => new RowWriter(question))
    for (const item of block.items) {
      if (item.state === 'failed' || item.attempts !== segment.attempt - 1) continue
      const lines = intersect(item.lines, [segment.line, count])
      if (lines.length === 0) continue
      writer.add(item, lines, segment)
      summarize(plan.summary, item, result, lines)
    }
  }
  for (const [generation, writer] of writers) {
    if (writer.row.runs.length > 0) plan.rows.set(generation, writer.row)
  }
  return plan
}

interface Segment {
  block: number
  line: number
  count: number
  attempt: number
  result: AttemptResult
  valueIndex: number
  latencyMs: number
  /** Which of the kept requests carried it; -1 for none. */
  requestIndex: number
  /** Bucket of the time from receipt to delivery; -1 for none. */
  age: number
}

/** Cuts runs, results and latencies, each packed by itself, where any of them changes. */
function* segmentsOf(request: SettleRequest): Generator<Segment> {
  const results = cursorOf(request.results.runs)
  const latencies = cursorOf(request.latencyMs.runs)
  const requests = cursorOf(request.requests?.of.runs ?? NONE)
  const ages = cursorOf(request.ages?.runs ?? NONE)
  for (const { block, line, count, attempt } of request.runs) {
    for (let done = 0; done < count; ) {
      const left = Math.min(results.left(), latencies.left(), requests.left(), ages.left())
      const size = Math.min(count - done, left)
      if (size <= 0) return
      const valueIndex = results.index()
      const result = request.results.values[valueIndex]
      if (!result) return
      const latencyMs = Math.round(request.latencyMs.values[latencies.index()] ?? 0)
      const requestIndex = request.requests?.of.values[requests.index()] ?? -1
      const age = request.ages?.values[ages.index()] ?? -1
      const at = { block, line: line + done, count: size, attempt }
      yield { ...at, result, valueIndex, latencyMs, requestIndex, age }
      results.advance(size)
      latencies.advance(size)
      requests.advance(size)
      ages.advance(size)
      done += size
    }
  }
}

const NONE = [0, Number.MAX_SAFE_INTEGER]

function cursorOf(runs: readonly number[]) {
  let at = 0
  let used = 0
  return {
    index: () => runs[at] ?? 0,
    left: () => (runs[at + 1] ?? 0) - used,
    advance(count: number) {
      used += count
      if (used < (runs[at + 1] ?? 0)) return
      at += 2
      used = 0
    },
  }
}

class RowWriter {
  readonly row: SettleDraft
  private readonly question: SettleQuestion
  private readonly decided = new Map<string, number>()
  private readonly samples = new Map<string, number[]>()
  private readonly requests = new Map<number, number>()

  constructor(question: SettleQuestion) {
    this.question = question
    const { now: at, startedAt } = question
    this.row = { v: 1, k: 'settle', at, startedAt, results: [], runs: [] }
  }

  add(item: Item, lines: readonly number[], segment: Segment): void {
    const { valueIndex, requestIndex } = segment
    const key = `${valueIndex} ${requestIndex} ${item.attempts} ${item.firstAt} ${keptKey(item, segment.result)}`
    const index = getOrCreate(this.decided, key, () => this.store(item, segment))
    for (let i = 0; i < lines.length; i += 2) {
      const [line, count] = [lines[i] as number, lines[i + 1] as number]
      pushRun(this.row.runs, item.block.id, line, count, index, segment.latencyMs)
      if (segment.result.outcome !== 'delivered' || segment.age < 0) continue
      this.row.ages ??= []
      this.row.ages.push(item.block.id, line, count, segment.age)
    }
  }

  private store(item: Item, { result, requestIndex }: Segment): number {
    const { message: _m, response: _r, ...kind } = result
    const kept = keptKey(item, result)
    const key = JSON.stringify([item.attempts, item.firstAt, kind, kept, requestIndex])
    const samples = getOrCreate(this.samples, key, (): number[] => [])
    const [first] = samples
    if (first !== undefined && samples.length >= SAMPLES_PER_KIND) return first
    samples.push(this.row.results.length)
    const stored = this.decide(item, result)
    const request = this.keepRequest(requestIndex)
    return this.row.results.push(request === null ? stored : { ...stored, request }) - 1
  }

  private keepRequest(requestIndex: number): number | null {
    const sent = this.question.request.requests?.sent[requestIndex]
    if (sent === undefined) return null
    return getOrCreate(this.requests, requestIndex, () => {
      this.row.requests ??= []
      return this.row.requests.push(sent) - 1
    })
  }

  private decide(item: Item, result: AttemptResult): StoredResult {
    const { now, startedAt, windowMs, random } = this.question
    const { outcome, code, status, message, response, parts } = result
    const progress = progressAfter(item, result)
    const words = {
      ...(status !== undefined && { status }),
      ...(message !== undefined && { message }),
      ...(response !== undefined && { response }),
      ...(parts !== undefined && { parts }),
    }
    if (outcome === 'not_attempted') throw new Error('nothing to decide')
    if (outcome !== 'retry') return { outcome, code, ...words }
    const dueAt = nextAttemptAt({
      attempts: item.attempts + 1,
      firstAt: item.firstAt || startedAt,
      now,
      windowMs,
      retryAfterMs: result.retryAfterMs,
      retryAt: result.retryAt,
      random: random(),
    })
    if (dueAt === null) return { outcome: 'failed', code, ...words }
    return { outcome, code, ...words, ...(progress != null && { progress }), dueAt }
  }
}

/** Adds a run, or makes the last one longer: ages cut them where nothing else does. */
function pushRun(runs: number[], ...run: [number, number, number, number, number]): void {
  const [block, line, count, result, latencyMs] = run
  const at = runs.length - RUN_FIELDS
  const [lastBlock, from = 0, lines = 0, lastResult, lastMs] = at < 0 ? [] : runs.slice(at)
  const goesOn = lastBlock === block && from + lines === line
  if (goesOn && lastResult === result && lastMs === latencyMs) runs[at + 2] = lines + count
  else runs.push(...run)
}

/** Times to wait until stand beside what is done, and having to wait achieves nothing. */
function achievedSoFar(progress: unknown): string {
  const hasDone = typeof progress === 'object' && progress !== null && 'done' in progress
  return JSON.stringify((hasDone ? progress.done : progress) ?? {})
}

/** An attempt that went wrong as a whole says nothing of progress, and must not undo it. */
const progressAfter = (item: Item, result: AttemptResult): unknown =>
  result.progress ?? item.progress

/** Tells items apart whose progress an attempt leaves as it is. */
const keptKey = (item: Item, result: AttemptResult): string =>
  result.outcome === 'retry' && result.progress == null && item.progress !== null
    ? JSON.stringify(item.progress)
    : ''

function summarize(
  summary: LeaseSummary,
  item: Item,
  result: AttemptResult,
  lines: readonly number[],
): void {
  let count = 0
  for (let i = 1; i < lines.length; i += 2) count += lines[i] as number
  summary.attempted += count
  summary.fresh ||= item.attempts === 0
  summary.retryAfterMs = Math.max(summary.retryAfterMs, result.retryAfterMs ?? 0)
  const gained =
    result.outcome !== 'retry' ||
    (result.progress != null && achievedSoFar(result.progress) !== achievedSoFar(item.progress))
  if (gained) summary.achieved += count
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = create()
    map.set(key, value)
  }
  return value
}
