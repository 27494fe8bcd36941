import { gunzipSync, gzipSync } from 'node:zlib'
import type { Lease } from '../../durable-objects/delivery-log/dispatcher.ts'
import { attemptRunsOf } from '../../durable-objects/delivery-log/items.ts'
import { DeliveryOutbox } from '../../durable-objects/delivery-log/outbox.ts'
import { RequeueJobs } from '../../durable-objects/delivery-log/requeue-jobs.ts'
import { DeliveryStore, type ObjectStorage } from '../../durable-objects/delivery-log/store.ts'
import {
  type AttemptResult,
  type AttemptRun,
  type DeliveryAppend,
  formatDeliveryLine,
  type SettleRequest,
} from '../../worker/messages/delivery-log-rpc.ts'
import { pack } from '../../worker/messages/packed.ts'
import { asSqlStorage, FakeSqlStorage } from './sql-storage.ts'

export const BOOK = '2026-11-23T17\tsrc_a'
export const ALL_HOURS = { from: '2000', to: '3000' }

/** An object's storage whose transactions are SQLite's own. */
export function createObjectStorage() {
  const fake = new FakeSqlStorage()
  const storage: ObjectStorage = {
    sql: asSqlStorage(fake),
    transactionSync(work) {
      fake.database.exec('SAVEPOINT work')
      try {
        const result = work()
        fake.database.exec('RELEASE work')
        return result
      } catch (error) {
        fake.database.exec('ROLLBACK TO work')
        fake.database.exec('RELEASE work')
        throw error
      }
    },
  }
  return { fake, storage }
}

/** A log's state machine over SQLite in memory, with a clock that the test moves. */
export function createDeliveryHarness(options: { maxBytes?: number } = {}) {
  const { fake, storage } = createObjectStorage()
  const clock = { now: Date.parse('2026-11-23T17:00:00.000Z') }
  let leases = 0
  const start = () =>
    new DeliveryOutbox({
      store: new DeliveryStore(storage),
      now: () => clock.now,
      random: () => 0.5,
      newLeaseId: () => `lease-${leases++}`,
      maxBytes: options.maxBytes ?? 9_000_000_000,
    })
  const harness = {
    fake,
    clock,
    outbox: start(),
    /** The process dies: only what is stored is left. */
    crash() {
      harness.outbox = start()
    },
    take(): { lease: Lease; runs: AttemptRun[] } | null {
      const { dispatcher } = harness.outbox
      dispatcher.schedule.wake(clock.now)
      const lease = dispatcher.next(clock.now)
      if (!lease || !dispatcher.read(lease.id, clock.now)) return null
      return { lease, runs: runsOfLease(lease, clock.now, harness.outbox.windowMs) }
    },
    /** Puts failed events back to be sent again, and says how many. */
    requeue(ids: string[] | null, code: string | null = null): number {
      const { outbox } = harness
      const newId = () => `job-${leases++}`
      const jobs = new RequeueJobs({ outbox, now: () => clock.now, newId })
      const { id } = jobs.start({ ids, code })
      while (jobs.running) jobs.step()
      return jobs.get(id)?.done ?? 0
    },
    /** Accept ids of the events of some runs, in their order. */
    idsOf(runs: readonly AttemptRun[]): string[] {
      return runs.flatMap(({ block, line, count }) => {
        const generation = harness.outbox.findBlock(block)?.generation.id
        if (generation === undefined) throw new Error(`no block ${block}`)
        const body = harness.outbox.deps.store.body(generation, block)
        const lines = gunzipSync(body).toString().split('\n')
        return lines.slice(line, line + count).map((text) => text.split('\t')[0] ?? '')
      })
    },
    /** Sums by outcome over all hours, sources and codes. */
    sums(): Record<string, number> {
      const sums: Record<string, number> = {}
      for (const sources of Object.values(harness.outbox.totals('dst', ALL_HOURS).hours)) {
        for (const outcomes of Object.values(sources)) {
          for (const [outcome, codes] of Object.entries(outcomes)) {
            for (const count of Object.values(codes)) sums[outcome] = (sums[outcome] ?? 0) + count
          }
        }
      }
      return sums
    },
  }
  return harness
}
export type DeliveryHarness = ReturnType<typeof createDeliveryHarness>

export const runsOfLease = (lease: Lease, now = 0, windowMs = Infinity): AttemptRun[] =>
  lease.items
    .filter((item) => item.state === 'leased')
    .flatMap((item) => attemptRunsOf(item, now, windowMs))

/** The events of some records of log `enam-0`, as a pipeline appends them. */
export function makeAppend(
  units: DeliveryAppend['units'],
  overrides: Partial<DeliveryAppend> = {},
): DeliveryAppend {
  const log = overrides.log ?? 'enam-0'
  const lines = units.flatMap(({ segment, positions }) =>
    positions.map((position) => {
      const acceptId = `${log}.${segment}.${position}`
      return formatDeliveryLine({
        acceptId,
        sourceId: 'src_a',
        receivedAt: '2026-11-23T17:00:00.000Z',
        messageId: `m-${acceptId}`,
        type: 'track',
        json: JSON.stringify({ type: 'track', event: 'E', messageId: `m-${acceptId}` }),
      })
    }),
  )
  const text = lines.join('\n')
  return {
    log,
    low: 0,
    version: 1,
    body: overrides.body ?? gzipSync(text),
    bytes: text.length,
    units,
    books: pack(lines.map(() => BOOK)),
    ...overrides,
  }
}

export function makeSettle(
  work: { lease: Lease; runs: readonly AttemptRun[] },
  resultOf: (index: number) => AttemptResult,
  startedAt = 0,
): SettleRequest {
  const count = work.runs.reduce((sum, run) => sum + run.count, 0)
  const indexes = Array.from({ length: count }, (_, index) => index)
  return {
    lease: work.lease.id,
    more: false,
    startedAt,
    runs: work.runs.map(({ progress: _, ...run }) => run),
    results: pack(indexes.map(resultOf)),
    latencyMs: pack(indexes.map((index) => index % 3)),
  }
}

export const DELIVERED: AttemptResult = { outcome: 'delivered', code: '200', status: 200 }
export const RETRY: AttemptResult = { outcome: 'retry', code: '503', status: 503, response: 'busy' }
export const FAILED: AttemptResult = { outcome: 'failed', code: '400', status: 400, response: 'no' }
