import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fullBucket, takeTokens } from './token-bucket.ts'

const rate = { perS: 10, burst: 20 }

describe('takeTokens', () => {
  it('lets a burst through, then asks to wait until enough has come back', () => {
    const bucket = fullBucket(rate, 0)
    expect(takeTokens(bucket, rate, 20, 0)).toBe(0)
    expect(takeTokens(bucket, rate, 5, 0)).toBe(500)
    expect(takeTokens(bucket, rate, 5, 500)).toBe(0)
  })

  it('lets a cost above the burst through on a full bucket and makes the next caller pay', () => {
    const bucket = fullBucket(rate, 0)
    expect(takeTokens(bucket, rate, 120, 0)).toBe(0)
    expect(takeTokens(bucket, rate, 1, 0)).toBe(10_100)
  })

  it('never lets more through than burst plus rate times time, for any calls of up to the burst', () => {
    const call = fc.record({
      cost: fc.integer({ min: 1, max: 20 }),
      wait: fc.integer({ min: 0, max: 900 }),
    })
    fc.assert(
      fc.property(fc.array(call), (calls) => {
        const bucket = fullBucket(rate, 0)
        let now = 0
        let taken = 0
        for (const { cost, wait } of calls) {
          now += wait
          if (takeTokens(bucket, rate, cost, now) === 0) taken += cost
        }
        expect(taken).toBeLessThanOrEqual(rate.burst + (now / 1000) * rate.perS + 1e-6)
      }),
    )
  })
})
