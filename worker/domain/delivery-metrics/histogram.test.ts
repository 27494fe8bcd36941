import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketOf, msOf, quantile } from './histogram.ts'

const histogramOf = (values: readonly number[]) => {
  const histogram = new Map<number, number>()
  for (const ms of values) histogram.set(bucketOf(ms), (histogram.get(bucketOf(ms)) ?? 0) + 1)
  return histogram
}

describe('the latency histogram', () => {
  it('says nothing of nothing', () => {
    expect(quantile(new Map(), 0.95)).toBeNull()
  })

  it('takes clocks that disagree for no time at all', () => {
    expect(bucketOf(-50)).toBe(0)
    expect(quantile(histogramOf([-50]), 0.5)).toBe(0)
  })

  it('is at most 5 % and a millisecond off the value that is really there', () => {
    const times = fc.array(fc.integer({ min: 0, max: 4 * 86_400_000 * 0.8 }), { minLength: 1 })
    fc.assert(
      fc.property(times, fc.constantFrom(0.5, 0.95, 1), (values, share) => {
        const sorted = [...values].sort((a, b) => a - b)
        const real = sorted[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0
        const estimate = quantile(histogramOf(values), share) ?? -1
        expect(Math.abs(estimate - real)).toBeLessThanOrEqual(real * 0.05 + 1)
      }),
    )
  })

  it('never has a bucket beyond the last, however long it took', () => {
    expect(bucketOf(Number.MAX_SAFE_INTEGER)).toBe(bucketOf(10 * 86_400_000))
    expect(msOf(bucketOf(1000))).toBeGreaterThan(950)
  })
})
