import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createDeliveryHarness,
  DELIVERED,
  makeAppend,
  makeSettle,
  RETRY,
} from '../../test/fakes/delivery-outbox.ts'
import { fullBucket, refill, waitMs } from './token-bucket.ts'

const positions = (count: number) => Array.from({ length: count }, (_, i) => i)

describe('leases', () => {
  it('are as many as the destination takes at once', () => {
    const harness = createDeliveryHarness()
    harness.outbox.dispatcher.limits = { concurrency: 2, rateLimitPerS: 0 }
    for (let segment = 1; segment <= 5; segment++) {
      harness.outbox.append(makeAppend([{ segment, positions: positions(2000) }]))
    }
    const first = harness.take()
    expect(harness.take()).not.toBeNull()
    expect(harness.take()).toBeNull()
    if (first) harness.outbox.settle(makeSettle(first, () => DELIVERED))
    expect(harness.take()).not.toBeNull()
  })

  it('can be read once', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    const { dispatcher } = harness.outbox
    const lease = dispatcher.next(0)
    expect(dispatcher.read(lease?.id ?? '', 0)).toBe(lease)
    expect(dispatcher.read(lease?.id ?? '', 0)).toBeNull()
    expect(dispatcher.read('unknown', 0)).toBeNull()
  })

  it('that nobody read are rung again under the same id, ever less often', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    const { dispatcher } = harness.outbox
    const lease = dispatcher.next(0)
    expect(dispatcher.expire(34_999).ringAgain).toEqual([])
    expect(dispatcher.expire(35_000)).toEqual({ ringAgain: [lease], lost: [] })
    expect(dispatcher.expire(35_000 + 69_999).ringAgain).toEqual([])
    expect(dispatcher.expire(35_000 + 70_000).ringAgain).toEqual([lease])
    expect(dispatcher.read(lease?.id ?? '', 200_000)).toBe(lease)
  })

  it('are sent again soon when the queue did not take the ring', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    const { dispatcher } = harness.outbox
    const lease = dispatcher.next(0)
    dispatcher.ringFailed(lease?.id ?? '', 0)
    expect(dispatcher.wakeAt(0)).toBe(2000)
    expect(dispatcher.expire(2000).ringAgain).toEqual([lease])
  })

  it('shrink to what a slow partner manages and grow again', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(2000) }]))
    const none = { outcome: 'not_attempted', code: '' } as const
    const sizes: number[] = []
    for (let round = 0; round < 5; round++) {
      const work = harness.take()
      if (!work) throw new Error('no work')
      sizes.push(work.lease.events)
      harness.outbox.settle(makeSettle(work, (i) => (round > 0 || i < 30 ? DELIVERED : none)))
    }
    expect(sizes).toEqual([2000, 30, 60, 120, 240])
  })

  it('stop while the breaker is open; the probe is small and prefers events not tried before', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(20) }]))
    for (let i = 0; i < 5; i++) {
      const work = harness.take()
      if (work) harness.outbox.settle(makeSettle(work, () => RETRY))
      harness.outbox.append(makeAppend([{ segment: 2 + i, positions: positions(20) }]))
    }
    expect(harness.outbox.dispatcher.breaker.state).toBe('open')
    expect(harness.take()).toBeNull()
    harness.clock.now += 60_000
    const probe = harness.take()
    expect(probe?.lease.events).toBe(10)
    expect(probe?.runs.every((run) => run.attempt === 1)).toBe(true)
    expect(harness.take()).toBeNull()
    if (probe) harness.outbox.settle(makeSettle(probe, () => DELIVERED))
    expect(harness.outbox.dispatcher.breaker.state).toBe('closed')
    expect(harness.take()).not.toBeNull()
  })

  it('keep to the rate limit, and what was not tried does not count', () => {
    const harness = createDeliveryHarness()
    harness.outbox.dispatcher.limits = { concurrency: 4, rateLimitPerS: 100 }
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(1000) }]))
    const first = harness.take()
    expect(first?.lease.events).toBe(100)
    expect(harness.take()).toBeNull()
    const { dispatcher } = harness.outbox
    expect(dispatcher.wakeAt(harness.clock.now)).toBe(harness.clock.now + 100)
    if (first) {
      harness.outbox.settle(makeSettle(first, () => ({ outcome: 'not_attempted', code: '' })))
    }
    expect(harness.take()).not.toBeNull()
  })
})

describe('the token bucket', () => {
  it('never gives more than the rate over any stretch, plus one second saved up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.array(fc.record({ afterMs: fc.nat(3000), wanted: fc.nat(800) })),
        (rate, steps) => {
          let [now, given] = [0, 0]
          let bucket = fullBucket(rate, now)
          for (const { afterMs, wanted } of steps) {
            now += afterMs
            bucket = refill(bucket, rate, now)
            const taken = Math.min(wanted, Math.floor(bucket.tokens))
            bucket.tokens -= taken
            given += taken
          }
          expect(given).toBeLessThanOrEqual(rate + (now / 1000) * rate + 1)
        },
      ),
    )
  })

  it('says when it is worth coming back', () => {
    expect(waitMs({ tokens: 0, at: 0 }, 100)).toBe(100)
    expect(waitMs({ tokens: 0, at: 0 }, 0.5)).toBe(2000)
    expect(waitMs({ tokens: 10, at: 0 }, 100)).toBe(0)
  })
})
