import { DurableObject } from 'cloudflare:workers'
import type { DestinationConfig, SealedSettings } from '../../worker/domain/config/snapshot.ts'
import type { Snapshots } from '../../worker/domain/config/snapshots.ts'
import type { EdgeEnv } from '../../worker/env.ts'
import type {
  AttemptWork,
  DeliveryAppend,
  DeliveryLogRpc,
  DeliverySample,
  DeliveryStatus,
  DeliveryTest,
  DeliveryTests,
  DeliveryTotals,
  FailedPage,
  FailedPageRequest,
  RequeueJobState,
  RequeueOrder,
  SamplesRequest,
  SettleRequest,
} from '../../worker/messages/delivery-log-rpc.ts'
import type { MetricsAnswer, MetricsQuestion } from '../../worker/messages/delivery-metrics-rpc.ts'
import type {
  DeliveryTrace,
  DeliveryTraceRequest,
} from '../../worker/messages/delivery-trace-rpc.ts'
import type { RefreshOutcome, RefreshTurn } from '../../worker/messages/oauth-rpc.ts'
import { createSnapshots } from '../../worker/platform/snapshots.ts'
import { withTimeout } from '../../worker/platform/with-timeout.ts'
import { AlarmClock } from './alarm-clock.ts'
import { Caretaker } from './caretaker.ts'
import { decide, loseLease } from './decisions.ts'
import { ATTEMPT_DEADLINE_MS, type Lease } from './dispatcher.ts'
import { listFailed } from './failed-list.ts'
import { attemptRunsOf } from './items.ts'
import { OAuthDesk } from './oauth-desk.ts'
import { DeliveryOutbox } from './outbox.ts'
import { expireOverdue } from './overdue.ts'
import { RequeueJobs } from './requeue-jobs.ts'
import { listSamples } from './samples.ts'
import { deliveryStatus } from './status.ts'
import { DeliveryStore } from './store.ts'
import { TestsBook } from './tests-book.ts'
import { traceDeliveries } from './trace.ts'

/** An object holds 10 GB; the rest is room for what is being written. */
const MAX_BYTES = 9_000_000_000
const SEND_TIMEOUT_MS = 10_000
/** How long to wait when the configuration cannot be read. */
const PAUSE_MS = 2000
const CONFIG_MAX_AGE_MS = 5000
const OVERDUE_INTERVAL_MS = 60_000
const RETRY_ALARM_MS = 30_000
const SAMPLE_INTERVAL_MS = 1000

/**
 * Owns what was routed to one destination until the destination has it, or has its failure on record.
 * Named by the destination's id. Rules: `docs/spec/delivery.md`.
 */
export class DeliveryLog extends DurableObject<EdgeEnv> implements DeliveryLogRpc {
  private readonly name: string
  private readonly store: DeliveryStore
  private readonly outbox: DeliveryOutbox
  private readonly requeues: RequeueJobs
  private readonly caretaker: Caretaker
  private readonly clock: AlarmClock
  private readonly oauth: OAuthDesk
  private readonly snapshots: Snapshots
  private configAt = Number.NEGATIVE_INFINITY
  private pausedUntil = 0
  private overdueAt = 0
  private sampledAt = Number.NEGATIVE_INFINITY

  constructor(ctx: DurableObjectState, env: EdgeEnv) {
    super(ctx, env)
    this.name = ctx.id.name ?? ctx.id.toString()
    const boot = crypto.randomUUID()
    let leases = 0
    this.store = new DeliveryStore(ctx.storage)
    this.outbox = new DeliveryOutbox({
      store: this.store,
      now: Date.now,
      random: Math.random,
      newLeaseId: () => `${boot}.${leases++}`,
      maxBytes: MAX_BYTES,
    })
    this.requeues = new RequeueJobs({
      outbox: this.outbox,
      now: Date.now,
      newId: () => `rqj_${crypto.randomUUID().replaceAll('-', '')}`,
    })
    this.caretaker = new Caretaker({
      outbox: this.outbox,
      destinationId: this.name,
      now: Date.now,
      put: async (key, body) => {
        await env.ARCHIVE.put(key, body)
      },
    })
    this.oauth = new OAuthDesk({
      sql: ctx.storage.sql,
      now: Date.now,
      newTicket: () => crypto.randomUUID(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    })
    this.clock = new AlarmClock(ctx.storage, () => this.pump())
    this.snapshots = createSnapshots(env.DB, Date.now)
    ctx.blockConcurrencyWhile(async () => {
      this.clock.restore(await ctx.storage.getAlarm())
      this.pump()
    })
  }

  async append(request: DeliveryAppend): Promise<void> {
    this.outbox.append(request)
    this.caretaker.noteChange()
    this.pump()
  }

  async read(leaseId: string): Promise<AttemptWork | null> {
    const destination = await this.deliverableConfig(leaseId)
    const lease = destination && this.outbox.dispatcher.read(leaseId, Date.now())
    if (!lease) {
      this.pump()
      return null
    }
    const items = lease.items.filter((item) => item.state === 'leased')
    const blocks = new Map(items.map((item) => [item.block.id, item.block.generation.id]))
    return {
      destination,
      blocks: [...blocks].map(([block, generation]) => ({
        block,
        body: this.store.body(generation, block),
      })),
      runs: items.flatMap((item) => attemptRunsOf(item, Date.now(), this.outbox.windowMs)),
      deadlineMs: ATTEMPT_DEADLINE_MS,
      ...(this.oauth.tokens && { oauth: this.oauth.tokens }),
      ...(this.wantsSample() && { sample: true }),
    }
  }

  /** Now and then: what a partner takes is shown as well, and hardly anybody looks at each. */
  private wantsSample(): boolean {
    const now = Date.now()
    if (now - this.sampledAt < SAMPLE_INTERVAL_MS) return false
    this.sampledAt = now
    return true
  }

  async settle(request: SettleRequest): Promise<void> {
    this.outbox.settle(request)
    this.caretaker.noteChange()
    this.pump()
  }

  async totals(range: { from: string; to: string }): Promise<DeliveryTotals> {
    return this.outbox.totals(this.name, range)
  }

  async countTest(test: DeliveryTest): Promise<void> {
    new TestsBook(this.ctx.storage.sql).add(test)
  }

  async tests(range: { from: string; to: string }): Promise<DeliveryTests> {
    return new TestsBook(this.ctx.storage.sql).between(range)
  }

  async failed(page: FailedPageRequest): Promise<FailedPage> {
    return listFailed(this.outbox, page)
  }

  async requeue(order: RequeueOrder): Promise<RequeueJobState> {
    const job = this.requeues.start(order)
    this.pump()
    return job
  }

  async requeueJobs(): Promise<RequeueJobState[]> {
    return this.requeues.list()
  }

  async requeueJob(id: string): Promise<RequeueJobState | null> {
    return this.requeues.get(id)
  }

  async cancelRequeue(id: string): Promise<RequeueJobState | null> {
    return this.requeues.cancel(id)
  }

  async metrics(questions: MetricsQuestion[]): Promise<MetricsAnswer[]> {
    return this.outbox.answer(questions)
  }

  async samples(request: SamplesRequest): Promise<DeliverySample[]> {
    return listSamples(this.outbox, request)
  }

  async status(): Promise<DeliveryStatus> {
    return deliveryStatus(this.outbox, this.oauth.paused)
  }

  async takeRefresh(refused: string): Promise<RefreshTurn> {
    return this.oauth.take(refused)
  }

  async finishRefresh(outcome: RefreshOutcome): Promise<void> {
    this.oauth.finish(outcome)
    this.pump()
  }

  async pauseDelivery(reason: string, message: string): Promise<void> {
    this.oauth.pause(reason, message)
    this.pump()
  }

  async resumeDelivery(): Promise<boolean> {
    const resumed = this.oauth.resume()
    this.pump()
    return resumed
  }

  async refreshedTokens(): Promise<SealedSettings | null> {
    await this.loadConfig()
    return this.oauth.tokens
  }

  async traceDeliveries(requests: DeliveryTraceRequest[]): Promise<DeliveryTrace[]> {
    return traceDeliveries(this.outbox, this.name, requests)
  }

  override async alarm(): Promise<void> {
    this.clock.alarmFired()
    try {
      this.pump()
    } catch (error) {
      // A thrown alarm is repeated a few times only; the backlog must not depend on that.
      this.report('alarm', error)
      this.clock.plan(Date.now() + RETRY_ALARM_MS, Date.now())
    }
  }

  /** Does whatever is due, and plans when to wake for the rest. Cheap when nothing is. */
  private pump(): void {
    const now = Date.now()
    const { dispatcher } = this.outbox
    dispatcher.paused = this.oauth.paused !== null
    dispatcher.schedule.wake(now)
    const { ringAgain, lost } = dispatcher.expire(now)
    for (const lease of lost) loseLease(this.outbox, lease)
    for (const lease of ringAgain) this.ring(lease)
    if (dispatcher.breaker.state === 'open' && now >= this.overdueAt) {
      this.overdueAt = now + OVERDUE_INTERVAL_MS
      expireOverdue(this.outbox)
    }
    if (this.outbox.working > 0 && now - this.configAt > CONFIG_MAX_AGE_MS) this.refreshConfig()
    this.requeues.step()
    if (now >= this.pausedUntil) {
      for (let lease = dispatcher.next(now); lease; lease = dispatcher.next(now)) this.ring(lease)
    }
    if ((this.caretaker.wakeAt() ?? Number.POSITIVE_INFINITY) <= now) {
      this.background(
        'care',
        this.caretaker.care().finally(() => this.plan(Date.now())),
      )
    }
    this.plan(now)
  }

  private plan(now: number): void {
    const { dispatcher } = this.outbox
    const times = [dispatcher.wakeAt(now), this.caretaker.wakeAt()]
    if (now < this.pausedUntil) times.push(this.pausedUntil)
    if (this.requeues.running) times.push(now)
    if (dispatcher.breaker.state === 'open' && this.outbox.working > 0) times.push(this.overdueAt)
    const ahead = times.filter((at) => at !== null)
    this.clock.plan(ahead.length === 0 ? null : Math.min(...ahead), now)
  }

  private ring(lease: Lease): void {
    const send = async () => {
      const ring = { v: 1, log: this.name, lease: lease.id } as const
      try {
        await withTimeout(this.env.DELIVERIES.send(ring), SEND_TIMEOUT_MS)
      } catch (error) {
        this.report('ring', error)
        this.outbox.dispatcher.ringFailed(lease.id, Date.now())
        this.plan(Date.now())
      }
    }
    this.background('ring', send())
  }

  /** The destination when it may be delivered to; otherwise its lease is given back. */
  private async deliverableConfig(leaseId: string): Promise<DestinationConfig | null> {
    try {
      const destination = await this.loadConfig()
      if (destination) return destination
    } catch (error) {
      this.report('config', error)
      this.pausedUntil = Date.now() + PAUSE_MS
      const lease = this.outbox.dispatcher.leases.get(leaseId)
      if (lease?.readAt === null) this.outbox.dispatcher.release(lease)
    }
    return null
  }

  private refreshConfig(): void {
    this.configAt = Date.now()
    const refresh = async () => {
      await this.loadConfig()
      this.pump()
    }
    this.background('config', refresh())
  }

  /**
   * The newest configuration; null when the destination is disabled or deleted, which ends what it
   * still had to get.
   * @throws SnapshotUnavailable
   */
  private async loadConfig(): Promise<DestinationConfig | null> {
    let snapshot = await this.snapshots.current((promise) => this.ctx.waitUntil(promise))
    // Events may arrive by a version that this object has not seen: the destination may be new.
    if (snapshot.version < this.outbox.version) snapshot = await this.snapshots.recheck()
    if (snapshot.version < this.outbox.version) {
      throw new Error(`version ${this.outbox.version} of the configuration is not readable yet`)
    }
    const destination = await snapshot.destination(this.name)
    this.configAt = Date.now()
    if (!destination?.enabled) {
      decide(this.outbox, [...this.outbox.items('working')], () => ({
        outcome: 'failed',
        code: 'destination_disabled',
        message: 'the destination was disabled or deleted before the event was delivered',
      }))
      this.caretaker.noteChange()
      return null
    }
    this.oauth.noteConfig(destination)
    const { concurrency, rateLimitPerS, retryWindowHours, lingerMs } = destination
    this.outbox.dispatcher.limits = { concurrency, rateLimitPerS, lingerMs }
    this.outbox.windowMs = retryWindowHours * 3_600_000
    return destination
  }

  private background(what: string, work: Promise<unknown>): void {
    this.ctx.waitUntil(
      work.then(
        () => {},
        (error: unknown) => this.report(what, error),
      ),
    )
  }

  private report(what: string, error: unknown): void {
    console.warn(JSON.stringify({ log: this.name, failed: what, error: String(error) }))
  }
}
