import { type Item, splitItem } from './backlog.ts'
import {
  type AttemptSummary,
  afterAttempt,
  type Breaker,
  closedBreaker,
  probeIfDue,
} from './breaker.ts'
import { countLines, splitRanges } from './line-ranges.ts'
import { LeaseFill, lingersUntil, sameGathering } from './linger.ts'
import { Schedule } from './schedule.ts'
import { fullBucket, refill, type TokenBucket, waitMs } from './token-bucket.ts'

/** What one attempt is given time for. */
export const ATTEMPT_DEADLINE_MS = 25_000
/** The deadline, and some time to answer. */
export const LEASE_MS = ATTEMPT_DEADLINE_MS + 10_000
const MAX_RINGS_OUTSTANDING = 32
const MAX_RING_WAIT_MS = 5 * 60_000
const RESEND_MS = 1000
const MAX_LEASE_EVENTS = 2000
/** Of destinations that gather events: they send few requests with much in them. */
const MAX_GATHERED_EVENTS = 10_000
const MAX_LEASE = { bytes: 2_000_000, chars: 8_000_000, blocks: 500 }
/** A probe costs the partner little and the events little. */
const PROBE_EVENTS = 10

export interface Lease {
  id: string
  items: Item[]
  events: number
  probe: boolean
  rings: number
  /** When an attempt took the work; null until then. */
  readAt: number | null
  expiresAt: number
  /** Of the results so far. */
  summary: LeaseSummary
}

export type LeaseSummary = AttemptSummary & { notAttempted: number }

export interface Limits {
  concurrency: number
  /** Events per second; 0 means no limit. */
  rateLimitPerS: number
  /** How long fresh events wait for others to be sent with them; absent means 0. */
  lingerMs?: number | undefined
}

/**
 * Who gets what when: leases, limits and the breaker of one destination. All of it lives in memory;
 * after a restart everything unsettled is ready again and is rung anew.
 */
export class Dispatcher {
  readonly schedule = new Schedule()
  readonly leases = new Map<string, Lease>()
  breaker: Breaker = closedBreaker()
  /** Nothing is handed out until a person has seen to the destination. */
  paused = false
  limits: Limits = { concurrency: 4, rateLimitPerS: 0 }
  private bucket: TokenBucket | null = null
  private leaseEvents = MAX_LEASE_EVENTS
  private readonly newLeaseId: () => string

  constructor(newLeaseId: () => string) {
    this.newLeaseId = newLeaseId
  }

  /** The next lease to ring for, or null when nothing may go out now. */
  next(now: number): Lease | null {
    const slots = this.slots()
    if (this.leases.size >= slots || !this.schedule.hasReady) return null
    const breaker = probeIfDue(this.breaker, now)
    if (this.breaker.state !== 'closed' && breaker === this.breaker) return null
    if (this.lingersUntil(now) > now) return null
    const probe = breaker.state === 'half-open'
    // What was gathered stays together, also in a probe: it is one request either way.
    const most = probe && !this.gathers ? PROBE_EVENTS : this.leaseRoom
    const room = Math.min(most, this.takeTokens(now))
    if (room < 1) return null
    this.breaker = breaker
    const items = this.takeItems(room, probe)
    const events = items.reduce((sum, item) => sum + countLines(item.lines), 0)
    if (this.bucket) this.bucket.tokens -= events
    const lease: Lease = {
      id: this.newLeaseId(),
      items,
      events,
      probe,
      rings: 1,
      readAt: null,
      expiresAt: now + LEASE_MS,
      summary: { attempted: 0, notAttempted: 0, achieved: 0, fresh: false, retryAfterMs: 0 },
    }
    this.leases.set(lease.id, lease)
    return lease
  }

  private get gathers(): boolean {
    return (this.limits.lingerMs ?? 0) > 0
  }

  private get mostEvents(): number {
    return this.gathers ? MAX_GATHERED_EVENTS : MAX_LEASE_EVENTS
  }

  private get leaseRoom(): number {
    return Math.min(this.leaseEvents, this.mostEvents)
  }

  /** Until when nothing is sent because more may come; what is tried again has waited already. */
  private lingersUntil(now: number, items?: Iterable<Item>): number {
    const { lingerMs = 0 } = this.limits
    if (lingerMs === 0 || (items === undefined && this.schedule.hasRetry)) return now
    return lingersUntil(items ?? this.schedule.fresh, lingerMs, now, {
      events: this.leaseRoom,
      ...MAX_LEASE,
    })
  }

  private slots(): number {
    return this.paused ? 0 : Math.min(this.limits.concurrency, MAX_RINGS_OUTSTANDING)
  }

  private takeTokens(now: number): number {
    const rate = this.limits.rateLimitPerS
    if (rate <= 0) {
      this.bucket = null
      return Number.POSITIVE_INFINITY
    }
    this.bucket = this.bucket ? refill(this.bucket, rate, now) : fullBucket(rate, now)
    return waitMs(this.bucket, rate) > 0 ? 0 : Math.floor(this.bucket.tokens)
  }

  private takeItems(maxEvents: number, probe: boolean): Item[] {
    const items: Item[] = []
    const fill = new LeaseFill({ events: maxEvents, ...MAX_LEASE })
    for (let item = this.peek(items, probe); item; item = this.peek(items, probe)) {
      const room = maxEvents - fill.events
      if (!fill.add(item)) break
      const count = countLines(item.lines)
      const part = count > room ? splitItem(item, splitRanges(item.lines, room)[0]) : item
      if (part === item) this.schedule.take(item)
      part.state = 'leased'
      items.push(part)
      if (fill.isFull) break
    }
    return items
  }

  /** The next item that goes with those taken. */
  private peek(taken: readonly Item[], probe: boolean): Item | undefined {
    const [first] = taken
    if (!this.gathers || first === undefined) return this.schedule.peek(probe)
    const item = this.schedule.peekLike(first)
    return item && sameGathering(first, item) ? item : undefined
  }

  /** The work of a lease, once: null when it ran out or somebody has it already. */
  read(id: string, now: number): Lease | null {
    const lease = this.leases.get(id)
    if (!lease || lease.readAt !== null) return null
    // Handed out before the limits were known, as the first one after a restart is.
    if (this.gathers && this.lingersUntil(now, lease.items) > now) {
      this.release(lease)
      return null
    }
    lease.readAt = now
    lease.expiresAt = now + LEASE_MS
    return lease
  }

  /** Takes note of some results of a lease. */
  note(lease: Lease, results: LeaseSummary): void {
    const { summary } = lease
    summary.attempted += results.attempted
    summary.notAttempted += results.notAttempted
    summary.achieved += results.achieved
    summary.fresh ||= results.fresh
    summary.retryAfterMs = Math.max(summary.retryAfterMs, results.retryAfterMs)
  }

  /** Ends a lease after its results were applied: what they did not cover is ready again. */
  finish(lease: Lease, now: number): void {
    const { summary } = lease
    this.leases.delete(lease.id)
    const returned = this.putBack(lease)
    if (this.bucket) this.bucket.tokens += returned
    this.adaptSize(lease, summary)
    if (this.breaker.state === 'half-open' && !lease.probe && summary.achieved === 0) return
    this.breaker = afterAttempt(this.breaker, summary, now)
  }

  /** Gives a lease up before an attempt began. */
  release(lease: Lease): void {
    this.leases.delete(lease.id)
    const returned = this.putBack(lease)
    if (this.bucket) this.bucket.tokens += returned
    if (lease.probe && this.breaker.state === 'half-open') {
      this.breaker = { state: 'open', intervalMs: this.breaker.intervalMs, probeAt: 0 }
    }
  }

  /** Gives up the leases whose events have all been decided on meanwhile. */
  releaseEmpty(): void {
    for (const lease of this.leases.values()) {
      if (!lease.items.some((item) => item.state === 'leased')) this.release(lease)
    }
  }

  private putBack(lease: Lease): number {
    let events = 0
    for (const item of lease.items.toReversed()) {
      if (item.state !== 'leased') continue
      events += countLines(item.lines)
      this.schedule.putBack(item)
    }
    return events
  }

  /** A slow partner is given as much as it managed, a quick one twice as much as before. */
  private adaptSize(lease: Lease, summary: { attempted: number; notAttempted: number }): void {
    if (summary.notAttempted > 0) this.leaseEvents = Math.max(summary.attempted, 1)
    else if (lease.events >= this.leaseRoom) {
      this.leaseEvents = Math.min(this.leaseRoom * 2, this.mostEvents)
    }
  }

  /**
   * Leases that ran out. One that nobody read is rung again under the same id: however late a ring
   * comes through a crowded queue, it finds its work. One that was read is lost with its attempt.
   */
  expire(now: number): { ringAgain: Lease[]; lost: Lease[] } {
    const ringAgain: Lease[] = []
    const lost: Lease[] = []
    for (const lease of this.leases.values()) {
      if (lease.expiresAt > now) continue
      if (lease.readAt !== null) {
        lost.push(lease)
        continue
      }
      lease.expiresAt = now + Math.min(LEASE_MS * 2 ** Math.min(lease.rings, 10), MAX_RING_WAIT_MS)
      lease.rings++
      ringAgain.push(lease)
    }
    return { ringAgain, lost }
  }

  /** The queue did not take a ring: send it again soon. */
  ringFailed(id: string, now: number): void {
    const lease = this.leases.get(id)
    if (lease?.readAt === null) {
      lease.expiresAt = now + Math.min(RESEND_MS * 2 ** Math.min(lease.rings, 10), 30_000)
    }
  }

  /** When there will next be something to do, or null. */
  wakeAt(now: number): number | null {
    let at = Number.POSITIVE_INFINITY
    for (const lease of this.leases.values()) at = Math.min(at, lease.expiresAt)
    at = Math.min(at, this.schedule.nextDueAt() ?? at)
    const slots = this.slots()
    if (this.schedule.hasReady && this.leases.size < slots) {
      const until = this.lingersUntil(now)
      if (this.breaker.state === 'open') at = Math.min(at, Math.max(until, this.breaker.probeAt))
      else if (this.breaker.state === 'closed') {
        const tokensAt = this.bucket ? now + waitMs(this.bucket, this.limits.rateLimitPerS) : until
        if (this.bucket || until > now) at = Math.min(at, Math.max(until, tokensAt))
      }
    }
    return Number.isFinite(at) ? at : null
  }
}
