/** When a failed attempt is followed by another. Times are milliseconds since the epoch. */

const FIRST_DELAY_MS = 1000
const MAX_DELAY_MS = 20 * 60 * 1000

export interface RetryQuestion {
  /** Attempts made so far, at least 1. */
  attempts: number
  /** When the first of them began. */
  firstAt: number
  now: number
  windowMs: number
  /** What the partner asked for. */
  retryAfterMs?: number | undefined
  /** A time that was worked out already: it holds instead of a wait. */
  retryAt?: number | undefined
  /** Uniform in [0, 1). */
  random: number
}

/**
 * When to try again, or null when the window since the first attempt is over. The wait doubles from
 * about 1 s to 20 min and is spread over ±25 %, so that the events of an outage do not come back in
 * step; a longer `Retry-After` wins. A wait that would end after the window is cut to its end, so the
 * last attempt is made there and not long before.
 */
export function nextAttemptAt(q: RetryQuestion): number | null {
  const deadline = q.firstAt + q.windowMs
  if (q.now >= deadline) return null
  const due =
    q.retryAt === undefined
      ? q.now + Math.max(backoffMs(q.attempts, q.random), q.retryAfterMs ?? 0)
      : Math.max(q.now, q.retryAt)
  return Math.min(Math.round(due), deadline)
}

/** The wait after so many attempts (at least 1), when nobody asked for a longer one. */
export function backoffMs(attempts: number, random: number): number {
  // The exponent is bounded because 2 ** 1100 is Infinity, and Infinity * 0 would be NaN.
  const delay = Math.min(FIRST_DELAY_MS * 2 ** Math.min(attempts - 1, 30), MAX_DELAY_MS)
  return Math.min(delay * (0.75 + 0.5 * random), MAX_DELAY_MS)
}
