import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextAttemptAt, type RetryQuestion } from './retry-policy.ts'

const HOUR_MS = 3_600_000

const question = (overrides: Partial<RetryQuestion> = {}): RetryQuestion => ({
  attempts: 1,
  firstAt: 0,
  now: 0,
  windowMs: 4 * HOUR_MS,
  random: 0.5,
  ...overrides,
})

describe('nextAttemptAt', () => {
  it('waits about a second, then twice as long each time, up to 20 minutes', () => {
    const waits = Array.from({ length: 13 }, (_, i) => nextAttemptAt(question({ attempts: i + 1 })))
    expect(waits).toEqual([
      1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000, 1_024_000,
      1_200_000, 1_200_000,
    ])
  })

  it('waits longer when the partner asks for it, and not shorter', () => {
    expect(nextAttemptAt(question({ retryAfterMs: 60_000 }))).toBe(60_000)
    expect(nextAttemptAt(question({ attempts: 10, retryAfterMs: 1000 }))).toBe(512_000)
  })

  it('takes a time that was worked out already, when it is ahead and within the window', () => {
    expect(nextAttemptAt(question({ now: 1000, attempts: 9, retryAt: 4000 }))).toBe(4000)
    expect(nextAttemptAt(question({ now: 1000, retryAt: 0 }))).toBe(1000)
    expect(nextAttemptAt(question({ retryAt: 100 * HOUR_MS }))).toBe(4 * HOUR_MS)
  })

  it('makes the last attempt at the end of the window, and none after it', () => {
    const end = 4 * HOUR_MS
    expect(nextAttemptAt(question({ now: end - 1, attempts: 20 }))).toBe(end)
    expect(nextAttemptAt(question({ retryAfterMs: 100 * HOUR_MS }))).toBe(end)
    expect(nextAttemptAt(question({ now: end }))).toBeNull()
  })

  it('never waits less than three quarters of the schedule, nor past the window, for any input', () => {
    const any = fc.record({
      attempts: fc.integer({ min: 1, max: 5000 }),
      firstAt: fc.nat(HOUR_MS),
      age: fc.nat(80 * HOUR_MS),
      windowMs: fc.integer({ min: 0, max: 72 * HOUR_MS }),
      retryAfterMs: fc.option(fc.nat(100 * HOUR_MS), { nil: undefined }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    })
    fc.assert(
      fc.property(any, ({ age, ...rest }) => {
        const now = rest.firstAt + age
        const at = nextAttemptAt({ ...rest, now })
        if (age >= rest.windowMs) {
          expect(at).toBeNull()
          return
        }
        const deadline = rest.firstAt + rest.windowMs
        const least = Math.min(1000 * 2 ** Math.min(rest.attempts - 1, 30), 1_200_000) * 0.75
        expect(at).toBeLessThanOrEqual(deadline)
        expect(at).toBeGreaterThanOrEqual(Math.min(now + Math.floor(least), deadline))
        expect(at).toBeGreaterThanOrEqual(Math.min(now + (rest.retryAfterMs ?? 0), deadline))
      }),
    )
  })

  it('tries an event that always fails about twenty times in the default window', () => {
    let attempts = 0
    for (let now: number | null = 0; now !== null; ) {
      attempts++
      now = nextAttemptAt(question({ attempts, now }))
    }
    expect(attempts).toBeGreaterThan(18)
    expect(attempts).toBeLessThan(26)
  })
})
