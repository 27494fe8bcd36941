import { type Lease, type Unit, WorkQueue } from '../outbox/work-queue.ts'

export const RING_MAX_CHARS = 1_000_000
export const MAX_OUTSTANDING_RINGS = 32
/** An idle log rings at once for the first few events, though they come closer than the interval. */
export const RING_BURST = 3
export const MAX_LEASE_MS = 15 * 60_000
/** Runs of a unit that may fail because of its events before it is halved. */
export const MAX_RUNS = 5
const MAX_PAUSE_MS = 60_000

export interface DispatcherDeps {
  now(): number
  /** Puts a ring on the queue; a rejection makes the units ready again. */
  ring(lease: string): Promise<void>
  newLeaseId(): string
  leaseMs: number
  ringIntervalMs: number
  /** Somebody waits for what comes out: rings at least this often; null: nobody does. */
  hurryMs?(): number | null
}

/** What is to be done about a unit whose run failed because of its events. */
export type NextStep = 'retry' | 'halve' | 'dead-letter'

/**
 * Rings for the units of a log: at once while few went out lately, else at most once an interval, but
 * always when a full ring is waiting. Keeps leases, backs off when what we call is down, and narrows
 * a failing unit down by halving until the guilty event stands alone.
 */
export class Dispatcher {
  readonly queue = new WorkQueue()
  private readonly deps: DispatcherDeps
  /** Rings that may go at once; one more comes every interval. */
  private allowance = RING_BURST
  private allowanceAt = Number.NEGATIVE_INFINITY
  private pauses = 0

  constructor(deps: DispatcherDeps) {
    this.deps = deps
  }

  /**
   * Sends what may go now.
   * @returns milliseconds until the pacing lets the next ring go, or null when nothing waits for it
   */
  dispatch(): number | null {
    const now = this.deps.now()
    this.queue.wake(now)
    while (this.queue.hasReady && this.queue.outstanding < MAX_OUTSTANDING_RINGS) {
      const wait = this.waitForRing(now)
      if (wait > 0 && this.queue.readyChars < RING_MAX_CHARS) return wait
      this.allowance = Math.max(0, this.allowance - 1)
      this.send(now)
    }
    return null
  }

  /** Ends leases that ran out. Units nobody asked for are ready again; the rest had a failed run. */
  expire(): Lease[] {
    const failed: Lease[] = []
    for (const lease of this.queue.expire(this.deps.now())) {
      if (lease.read) failed.push(lease)
      else for (const unit of lease.units) this.queue.add(unit)
    }
    return failed
  }

  /**
   * Something we call is down: everything of the lease waits, longer each time, and nobody is to blame.
   * A unit's own count is what makes it wait longer while others, which need less, succeed.
   */
  pause(units: readonly Unit[]): void {
    for (const unit of units) {
      const pauses = Math.max(this.pauses, unit.pauses ?? 0)
      const wait = Math.min(MAX_PAUSE_MS, 1000 * 2 ** Math.min(pauses, 10))
      unit.pauses = (unit.pauses ?? 0) + 1
      this.queue.addLater(unit, this.deps.now() + wait)
    }
    if (units.length > 0) this.pauses++
  }

  /** Counts a failed run of a unit and says what comes next; only `retry` is already taken care of. */
  blame(unit: Unit): NextStep {
    unit.runs++
    if (unit.runs < MAX_RUNS) {
      this.queue.addLater(unit, this.deps.now() + 1000 * 2 ** (unit.runs - 1))
      return 'retry'
    }
    return unit.count > 1 ? 'halve' : 'dead-letter'
  }

  succeeded(): void {
    this.pauses = 0
  }

  /** Milliseconds until the allowance holds a whole ring again. */
  private waitForRing(now: number): number {
    const hurry = this.deps.hurryMs?.() ?? Number.POSITIVE_INFINITY
    const interval = Math.max(1, Math.min(this.deps.ringIntervalMs, hurry))
    const gained = Math.max(0, now - this.allowanceAt) / interval
    this.allowance = Math.min(RING_BURST, this.allowance + gained)
    this.allowanceAt = now
    return Math.ceil((1 - this.allowance) * interval)
  }

  private send(now: number): void {
    const lease = this.queue.take({
      id: this.deps.newLeaseId(),
      expiresAt: now + this.deps.leaseMs,
      maxChars: RING_MAX_CHARS,
    })
    if (!lease) return
    const runs = lease.units[0]?.runs ?? 0
    lease.expiresAt = now + Math.min(MAX_LEASE_MS, this.deps.leaseMs * 2 ** runs)
    this.deps.ring(lease.id).catch(() => this.pause(this.queue.end(lease.id)))
  }
}

/** Two halves that have one run each before they are halved again. */
export function halve(unit: Unit): [Unit, Unit] {
  const left = Math.ceil(unit.count / 2)
  const chars = Math.ceil(unit.chars / 2)
  const runs = MAX_RUNS - 1
  return [
    { segment: unit.segment, first: unit.first, count: left, chars, runs },
    { segment: unit.segment, first: unit.first + left, count: unit.count - left, chars, runs },
  ]
}
