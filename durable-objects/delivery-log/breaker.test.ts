import { describe, expect, it } from 'vitest'
import {
  type AttemptSummary,
  afterAttempt,
  type Breaker,
  closedBreaker,
  probeIfDue,
} from './breaker.ts'

const attempt = (overrides: Partial<AttemptSummary> = {}): AttemptSummary => ({
  attempted: 10,
  achieved: 0,
  fresh: true,
  retryAfterMs: 0,
  ...overrides,
})

const afterFailures = (count: number, now = 0): Breaker => {
  let breaker = closedBreaker()
  for (let i = 0; i < count; i++) breaker = afterAttempt(breaker, attempt(), now)
  return breaker
}

describe('the circuit breaker', () => {
  it('opens after five attempts in a row that achieved nothing', () => {
    expect(afterFailures(4)).toEqual({ state: 'closed', failures: 4 })
    expect(afterFailures(5)).toEqual({ state: 'open', probeAt: 1000, intervalMs: 1000 })
  })

  it('begins to count anew when something was achieved', () => {
    expect(afterAttempt(afterFailures(4), attempt({ achieved: 1 }), 0)).toEqual(closedBreaker())
  })

  it('is not opened by events that are tried again, nor by attempts that never began', () => {
    let breaker = closedBreaker()
    for (let i = 0; i < 20; i++) breaker = afterAttempt(breaker, attempt({ fresh: false }), 0)
    for (let i = 0; i < 20; i++) breaker = afterAttempt(breaker, attempt({ attempted: 0 }), 0)
    expect(breaker).toEqual(closedBreaker())
  })

  it('lets an attempt through when its time has come, at intervals that double to a minute', () => {
    let breaker = afterFailures(5)
    let now = 0
    const waits: number[] = []
    for (let i = 0; i < 9; i++) {
      if (breaker.state !== 'open') throw new Error('not open')
      expect(probeIfDue(breaker, breaker.probeAt - 1)).toBe(breaker)
      waits.push(breaker.probeAt - now)
      now = breaker.probeAt
      breaker = afterAttempt(probeIfDue(breaker, now), attempt(), now)
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
  })

  it('closes when a probe achieves something', () => {
    const probe = probeIfDue(afterFailures(5), 1000)
    expect(probe).toEqual({ state: 'half-open', intervalMs: 1000 })
    expect(afterAttempt(probe, attempt({ achieved: 1 }), 1000)).toEqual(closedBreaker())
  })

  it('waits as long as the partner asked, when that is longer', () => {
    const probe = probeIfDue(afterFailures(5), 1000)
    expect(afterAttempt(probe, attempt({ retryAfterMs: 90_000 }), 1000)).toMatchObject({
      probeAt: 91_000,
    })
  })

  it('keeps its interval when a probe could not begin', () => {
    const probe = probeIfDue(afterFailures(5), 1000)
    expect(afterAttempt(probe, attempt({ attempted: 0 }), 1000)).toMatchObject({
      state: 'open',
      intervalMs: 1000,
    })
  })
})
