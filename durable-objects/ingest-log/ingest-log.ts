import { DurableObject } from 'cloudflare:workers'
import { hourOf } from '../../worker/domain/books.ts'
import { type EdgeEnv, edgeVarsSchema } from '../../worker/env.ts'
import type {
  FoundRecord,
  LiveSearch,
  LiveSearchAnswer,
  RecordPlace,
} from '../../worker/messages/find-rpc.ts'
import type {
  AppendRequest,
  AppendResult,
  FailRequest,
  IngestLogRpc,
  LogTotals,
  ReadResult,
  WorkUnit,
} from '../../worker/messages/ingest-log-rpc.ts'
import type { RecentEvents, RecentRequest, WatchRequest } from '../../worker/messages/live-rpc.ts'
import type { LiveSchema } from '../../worker/messages/schema-rpc.ts'
import type { AckUnit } from '../../worker/messages/verdict.ts'
import { parseVars } from '../../worker/platform/parse-vars.ts'
import { type Appended, packSegments } from '../outbox/pack.ts'
import type { Unit } from '../outbox/work-queue.ts'
import { Dispatcher } from './dispatcher.ts'
import { type FindDeps, findRecord, searchLive } from './find.ts'
import { Finisher } from './finisher.ts'
import { Generations, liveTotals } from './generations.ts'
import { inPipelineCounts, restoreUnits } from './in-pipeline.ts'
import { LiveLog } from './live-log.ts'
import { LINGER_MS, Pacing } from './pacing.ts'
import { pause } from './pause.ts'
import { RateLimits } from './rate-limits.ts'
import { Reporter } from './reporter.ts'
import { SchemaNotes } from './schema-notes.ts'
import { LogStore } from './store.ts'
import { addTotals, selectTotals, type Totals } from './totals.ts'
import { Troubles } from './troubles.ts'

/** One row holds at most this: a larger row costs the same, but a lost run repeats all of it. */
const SEGMENT_MAX_CHARS = 100_000
/** Bytes that wait for the storage before callers are sent elsewhere. */
const MAX_UNSTORED_CHARS = 16_000_000
/** While anything is unacknowledged an alarm is set this far ahead: what wakes us after a crash. */
const SAFETY_MS = 10_000

const LOST = 'the consumer died or took longer than its lease'

type TotalsRange = { from: string; to: string; sourceId?: string }

interface Waiting extends Appended {
  resolve(result: AppendResult): void
  reject(error: unknown): void
}

/**
 * Owns accepted events until the pipeline has acknowledged them, then archives them. `append` answers
 * when the events are on durable storage; everything after that is at least once, and every effect of
 * an acknowledgement happens once, in the transaction that stores it.
 */
export class IngestLog extends DurableObject<EdgeEnv> implements IngestLogRpc {
  private readonly store: LogStore
  private readonly generations: Generations
  private readonly dispatcher: Dispatcher
  private readonly limits = new RateLimits()
  private readonly pacing = new Pacing()
  private readonly troubles: Troubles
  private readonly reporter: Reporter
  private readonly schema: SchemaNotes
  private readonly finisher: Finisher
  private readonly live: LiveLog
  private readonly name: string
  private waiting: Waiting[] = []
  private waitingChars = 0
  private unstoredChars = 0
  private lingerTimer: ReturnType<typeof setTimeout> | null = null
  private ringTimer: ReturnType<typeof setTimeout> | null = null
  private alarmAt: number | null = null

  constructor(ctx: DurableObjectState, env: EdgeEnv) {
    super(ctx, env)
    const vars = parseVars(edgeVarsSchema, env)
    this.name = ctx.id.name ?? ctx.id.toString()
    this.store = new LogStore(ctx.storage)
    this.generations = new Generations(this.store)
    const boot = crypto.randomUUID().slice(0, 8)
    let leases = 0
    this.dispatcher = new Dispatcher({
      now: Date.now,
      ring: async (lease) => {
        await this.env.EVENTS.send({ v: 1, log: this.name, lease })
      },
      newLeaseId: () => `${boot}-${leases++}`,
      leaseMs: vars.LEASE_MS,
      ringIntervalMs: vars.RING_INTERVAL_MS,
      hurryMs: () => this.live.hurryMs(),
    })
    const { name: log, generations, store } = this
    this.live = new LiveLog({ log, generations, store, archive: env.ARCHIVE, now: Date.now })
    this.troubles = new Troubles({
      log: this.name,
      store: this.store,
      generations: this.generations,
      dispatcher: this.dispatcher,
      commit: (work) => this.commit(work),
      body: (unit) => this.workUnit(unit).body,
      put: (key, body) => this.env.ARCHIVE.put(key, body),
    })
    this.reporter = new Reporter({
      monitor: (sourceId) => this.env.SOURCE_MONITOR.getByName(sourceId),
      totals: (range) => this.totalsOf(range),
      watch: (request) => this.watchNow(request),
    })
    this.schema = new SchemaNotes({
      log: this.name,
      sql: ctx.storage.sql,
      store: this.store,
      generations: this.generations,
      monitor: (sourceId) => this.env.SOURCE_MONITOR.getByName(sourceId),
      now: Date.now,
      pause,
    })
    this.finisher = new Finisher({
      log: this.name,
      store: this.store,
      generations: this.generations,
      schema: this.schema,
      reporter: this.reporter,
      bucket: { put: (...object) => this.env.ARCHIVE.put(...object) },
      commit: (work) => this.commit(work),
    })
    for (const unit of restoreUnits(this.generations, this.store)) this.dispatcher.queue.add(unit)
    ctx.blockConcurrencyWhile(async () => {
      this.alarmAt = await ctx.storage.getAlarm()
      this.dispatch()
    })
  }

  async append(request: AppendRequest): Promise<AppendResult> {
    const now = Date.now()
    const limited = this.limits.check(request, now)
    if (limited) return limited
    const chars = request.body.length
    if (this.waitingChars + this.unstoredChars + chars > MAX_UNSTORED_CHARS)
      return { status: 'busy' }
    this.pacing.count(request.count, now)
    return new Promise((resolve, reject) => {
      const { sourceId, receivedAt, version, body, count } = request
      const hour = hourOf(receivedAt)
      this.waiting.push({ sourceId, hour, receivedAt, version, body, count, resolve, reject })
      this.waitingChars += chars
      if (this.waitingChars >= SEGMENT_MAX_CHARS || !this.pacing.isBusy(now)) this.flush()
      else this.lingerTimer ??= setTimeout(() => this.flush(), LINGER_MS)
    })
  }

  async read(leaseId: string): Promise<ReadResult> {
    const { low } = this.generations
    const lease = this.dispatcher.queue.lease(leaseId)
    if (!lease || lease.expiresAt <= Date.now()) return { low, units: [] }
    lease.read = true
    const units = lease.units.map((unit) => this.workUnit(unit))
    return { low, units, ...this.live.watchedIn(lease.units) }
  }

  async acknowledge(
    leaseId: string,
    units: AckUnit[],
    covers: 'whole' | 'part' = 'whole',
  ): Promise<void> {
    // Without its lease a unit may have been handed out again, or be done: the first wins.
    const leased = new Map(this.unitsOf(leaseId).map((unit) => [unitKey(unit), unit]))
    const accepted = units.flatMap((unit) => {
      const count = leased.get(unitKey(unit))?.count
      return count === undefined ? [] : [{ ...unit, count }]
    })
    for (const unit of accepted) {
      const given = verdictCount(unit)
      if (given !== unit.count) throw new Error(`${given} verdicts for ${unit.count} events`)
    }
    this.commit(() => {
      this.generations.acknowledge(accepted)
      for (const unit of accepted) {
        if ((leased.get(unitKey(unit))?.runs ?? 0) > 0) this.troubles.forget(unit.segment)
      }
    })
    for (const unit of accepted) leased.delete(unitKey(unit))
    if (covers === 'part') {
      this.dispatcher.queue.narrow(leaseId, [...leased.values()])
    } else {
      this.dispatcher.queue.end(leaseId)
      for (const unit of leased.values()) this.dispatcher.queue.add(unit)
      this.dispatcher.succeeded()
    }
    this.dispatch()
    this.background(this.archiveFinished())
  }

  async fail({ lease, kind, message }: FailRequest): Promise<void> {
    const units = this.dispatcher.queue.end(lease)
    console.warn(JSON.stringify({ log: this.name, lease, failed: kind, message }))
    if (kind === 'infrastructure') this.dispatcher.pause(units)
    else await this.troubles.blame(units, message)
    this.dispatch()
  }

  async totals(range: TotalsRange): Promise<LogTotals> {
    return this.totalsOf(range)
  }

  async find(places: RecordPlace[]): Promise<(FoundRecord | null)[]> {
    return places.map((place) => findRecord(this.findDeps(), place))
  }

  async search(request: LiveSearch): Promise<LiveSearchAnswer> {
    return searchLive(this.findDeps(), request)
  }

  private findDeps(): FindDeps {
    const { generations, store } = this
    return { generations, store, lastError: (segment) => this.troubles.lastError(segment) }
  }

  async watch(request: WatchRequest): Promise<void> {
    this.watchNow(request)
  }

  async recent(request: RecentRequest): Promise<RecentEvents> {
    return this.live.recent(request)
  }

  private watchNow(request: WatchRequest): void {
    this.live.watch(request)
    // What waits for a ring was paced for a log that nobody watches.
    if (this.ringTimer !== null) clearTimeout(this.ringTimer)
    this.ringTimer = null
    this.dispatch()
  }

  async schemaOf(sourceId: string): Promise<LiveSchema> {
    return this.schema.schemaOf(sourceId)
  }

  private totalsOf(range: TotalsRange): LogTotals {
    const totals: Totals = liveTotals(this.generations)
    for (const row of this.store.foldedRange(range.from, range.to)) {
      addTotals(totals, new Map([[row.hour, new Map([[row.sourceId, row.counts]])]]))
    }
    return selectTotals(this.name, totals, inPipelineCounts(this.generations, this.store), range)
  }

  override async alarm(): Promise<void> {
    this.alarmAt = null
    const now = Date.now()
    for (const lease of this.dispatcher.expire()) {
      await this.troubles.blame(lease.units, LOST)
    }
    this.commit(() => {
      this.generations.sealIfDue(now)
      this.generations.moveStragglers(now)
    })
    await this.archiveFinished()
    await this.schema.retry()
    this.dispatch()
  }

  /** Commits everything that waits as few rows, in one transaction. */
  private flush(): void {
    if (this.lingerTimer !== null) clearTimeout(this.lingerTimer)
    this.lingerTimer = null
    const batch = this.waiting
    const chars = this.waitingChars
    this.waiting = []
    this.waitingChars = 0
    try {
      const drafts = packSegments(batch, SEGMENT_MAX_CHARS)
      const units = this.commit(() => this.generations.append(drafts, Date.now()))
      for (const unit of units) this.dispatcher.queue.add(unit)
    } catch (error) {
      for (const one of batch) one.reject(error)
      return
    }
    this.unstoredChars += chars
    this.background(
      this.ctx.storage.sync().finally(() => {
        this.unstoredChars -= chars
      }),
    )
    // The runtime holds these answers, and the ring, until the rows above are durable.
    for (const one of batch) one.resolve({ status: 'committed' })
    this.dispatch()
    const sources = new Set(batch.map((one) => one.sourceId))
    this.background(this.reporter.announce(sources, batch[0]?.hour ?? ''))
  }

  /** A transaction that fails rolls the tables back but not what we hold in memory: start afresh then. */
  private commit<T>(work: () => T): T {
    try {
      return this.store.transaction(work)
    } catch (error) {
      this.ctx.abort(`storage failed: ${String(error)}`)
      throw error
    }
  }

  private dispatch(): void {
    const wait = this.dispatcher.dispatch()
    if (wait !== null && this.ringTimer === null) {
      this.ringTimer = setTimeout(() => {
        this.ringTimer = null
        this.dispatch()
      }, wait)
    }
    this.setAlarm()
  }

  private workUnit(unit: Unit): WorkUnit {
    const segment = this.generations.unacked.get(unit.segment)
    if (!segment) throw new Error(`segment ${unit.segment} is gone but still leased`)
    const whole = this.store.body(segment.generation, unit.segment)
    const { first, count } = unit
    const body =
      count === segment.count
        ? whole
        : whole
            .split('\n')
            .slice(first, first + count)
            .join('\n')
    return { segment: unit.segment, first, version: segment.version, body, count }
  }

  private unitsOf(leaseId: string): readonly Unit[] {
    return this.dispatcher.queue.lease(leaseId)?.units ?? []
  }

  private async archiveFinished(): Promise<void> {
    if (await this.finisher.finish()) this.setAlarm()
  }

  /** One pending alarm covers everything that is due; setting one costs a row, so only when sooner. */
  private setAlarm(): void {
    const now = Date.now()
    const dues = [
      this.dispatcher.queue.nextDueAt(),
      this.generations.sealDueAt(),
      this.generations.moveDueAt(),
      this.schema.retryDueAt,
      this.generations.unacked.size > 0 ? now + SAFETY_MS : null,
      this.generations.finished().length > 0 ? (this.finisher.retryAt ?? now + SAFETY_MS) : null,
    ].filter((at) => at !== null)
    if (dues.length === 0) return
    const due = Math.max(now, Math.min(...dues))
    if (this.alarmAt !== null && this.alarmAt <= due) return
    this.alarmAt = due
    this.background(this.ctx.storage.setAlarm(due))
  }

  private background(work: Promise<unknown>): void {
    this.ctx.waitUntil(
      work.catch((error: unknown) => {
        console.error(JSON.stringify({ log: this.name, background: String(error) }))
      }),
    )
  }
}

const unitKey = (unit: { segment: number; first: number }): string =>
  `${unit.segment}.${unit.first}`

function verdictCount(unit: AckUnit): number {
  let count = 0
  for (let i = 1; i < unit.verdicts.runs.length; i += 2) count += unit.verdicts.runs[i] as number
  return count
}
