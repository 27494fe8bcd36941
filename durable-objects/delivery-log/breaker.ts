/**
 * The circuit breaker of one destination, as pure functions over a value. It opens after several
 * attempts in a row that achieved nothing, then lets one small attempt through at growing intervals,
 * and closes as soon as one achieves something.
 */
export type Breaker =
  | { state: 'closed'; failures: number }
  | { state: 'open'; probeAt: number; intervalMs: number }
  | { state: 'half-open'; intervalMs: number }

const FAILURES_TO_OPEN = 5
const FIRST_PROBE_MS = 1000
const MAX_PROBE_MS = 60_000

export const closedBreaker = (): Breaker => ({ state: 'closed', failures: 0 })

export interface AttemptSummary {
  /** Events that were given to the partner. */
  attempted: number
  /** Of those, answered for good, or taken by at least one more of the destination's URLs. */
  achieved: number
  /** At least one event was at its first attempt. */
  fresh: boolean
  /** Longest wait the partner asked for. */
  retryAfterMs: number
}

/** What an attempt's outcome does to the breaker. */
export function afterAttempt(breaker: Breaker, attempt: AttemptSummary, now: number): Breaker {
  if (attempt.achieved > 0) return closedBreaker()
  if (breaker.state === 'half-open') {
    // A probe that could not even start says nothing about the partner: the interval stays.
    const factor = attempt.attempted > 0 ? 2 : 1
    return open(Math.min(breaker.intervalMs * factor, MAX_PROBE_MS), attempt.retryAfterMs, now)
  }
  // Retries have waits of their own. Were they counted, a few events that a partner can never take
  // would close the road for all others.
  if (breaker.state === 'open' || attempt.attempted === 0 || !attempt.fresh) return breaker
  const failures = breaker.failures + 1
  if (failures < FAILURES_TO_OPEN) return { state: 'closed', failures }
  return open(FIRST_PROBE_MS, attempt.retryAfterMs, now)
}

const open = (intervalMs: number, retryAfterMs: number, now: number): Breaker => ({
  state: 'open',
  intervalMs,
  probeAt: now + Math.max(intervalMs, retryAfterMs),
})

/** An open breaker whose time has come lets one attempt through. */
export const probeIfDue = (breaker: Breaker, now: number): Breaker =>
  breaker.state === 'open' && now >= breaker.probeAt
    ? { state: 'half-open', intervalMs: breaker.intervalMs }
    : breaker
