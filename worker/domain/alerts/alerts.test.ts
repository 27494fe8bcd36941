import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeSilence, judgeSuccessRate, judgeVolume } from './judge.ts'
import { type AlertState, nextState } from './next-state.ts'

const rate = (thresholdPercent: number) => ({
  kind: 'delivery_success_rate' as const,
  destinationId: 'dst_1',
  thresholdPercent,
  windowMinutes: 60,
})
const MINUTE = 60_000

describe('a reading', () => {
  it('of deliveries says how many of how many', () => {
    expect(judgeSuccessRate(rate(95), { delivered: 921, failed: 79 })).toEqual({
      state: 'firing',
      reading: '92.1 % delivered (921 of 1,000)',
    })
    expect(judgeSuccessRate(rate(92.1), { delivered: 921, failed: 79 }).state).toBe('ok')
  })

  it('is never 100 % while something failed', () => {
    const { reading } = judgeSuccessRate(rate(100), { delivered: 99_999, failed: 1 })
    expect(reading).toBe('99.99 % delivered (99,999 of 100,000)')
  })

  it('of nothing judges nothing', () => {
    expect(judgeSuccessRate(rate(95), { delivered: 0, failed: 0 }).state).toBe('unknown')
    const volume = { kind: 'source_volume' as const, sourceId: 's', changePercent: 50 }
    expect(judgeVolume(volume, { last: 5, before: 0 }).state).toBe('unknown')
    const silence = { kind: 'no_events' as const, sourceId: 's', minutes: 5 }
    expect(judgeSilence(silence, { last: null, now: 0 }).state).toBe('unknown')
  })

  it('of volume tells rises and falls', () => {
    const volume = { kind: 'source_volume' as const, sourceId: 's', changePercent: 50 }
    expect(judgeVolume(volume, { last: 49, before: 100 })).toEqual({
      state: 'firing',
      reading: '−51 %: 49 events in 24 hours, 100 in the 24 before',
    })
    expect(judgeVolume(volume, { last: 150, before: 100 }).state).toBe('ok')
    expect(judgeVolume(volume, { last: 151, before: 100 }).state).toBe('firing')
  })

  it('of silence says since when', () => {
    const silence = { kind: 'no_events' as const, sourceId: 's', minutes: 30 }
    expect(judgeSilence(silence, { last: 0, now: 29 * MINUTE }).state).toBe('ok')
    expect(judgeSilence(silence, { last: 0, now: 30 * MINUTE })).toEqual({
      state: 'firing',
      reading: 'The last event came 30 minutes ago',
    })
    expect(judgeSilence(silence, { last: 0, now: 200 * MINUTE }).reading).toContain('3 hours')
  })
})

const at = (minutes: number) => new Date(minutes * MINUTE).toISOString()
const FRESH: AlertState = { state: 'unknown', stateSince: at(0), notifiedAt: null }

describe('an alert', () => {
  it('fires once, again after its interval, and is resolved', () => {
    const told: unknown[] = []
    let state = FRESH
    const looks = ['ok', 'firing', 'firing', 'firing', 'firing', 'unknown', 'ok'] as const
    for (const [n, judged] of looks.entries()) {
      const { change, ...next } = nextState(state, judged, at(n * 10), 20)
      state = next
      told.push(change)
    }
    expect(told).toEqual([null, 'firing', null, 'repeated', null, 'resolved', null])
  })

  it('tells beginnings and ends in turn, whatever happens', () => {
    const looks = fc.array(fc.constantFrom('ok', 'firing', 'unknown'))
    fc.assert(
      fc.property(looks, fc.constantFrom(0, 15, 60), (judgements, repeat) => {
        let state = FRESH
        let open = false
        for (const [n, judged] of judgements.entries()) {
          const { change, ...next } = nextState(state, judged, at(n * 5), repeat)
          state = next
          if (change === 'firing') expect(open).toBe(false)
          if (change === 'repeated' || change === 'resolved') expect(open).toBe(true)
          if (change === 'repeated') expect(repeat).toBeGreaterThan(0)
          if (change === 'firing') open = true
          if (change === 'resolved') open = false
          expect(open).toBe(judged === 'firing')
        }
      }),
    )
  })
})
