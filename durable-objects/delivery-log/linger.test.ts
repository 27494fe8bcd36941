import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createDeliveryHarness,
  DELIVERED,
  makeAppend,
  makeSettle,
} from '../../test/fakes/delivery-outbox.ts'
import type { AttemptResult } from '../../worker/messages/delivery-log-rpc.ts'

const MINUTE_MS = 60_000

const positions = (count: number) => Array.from({ length: count }, (_, i) => i)

const fileLost = (object: string, retryAt: number): AttemptResult => ({
  outcome: 'retry',
  code: '503',
  retryAt,
  progress: { done: {}, object },
})

function gathering(lingerMs = MINUTE_MS) {
  const harness = createDeliveryHarness()
  const setLimits = () => {
    harness.outbox.dispatcher.limits = { concurrency: 4, rateLimitPerS: 0, lingerMs }
  }
  setLimits()
  let segment = 0
  const start = harness.clock.now
  return {
    harness,
    setLimits,
    start,
    append: (count: number) =>
      harness.outbox.append(makeAppend([{ segment: ++segment, positions: positions(count) }])),
    at: (ms: number) => {
      harness.clock.now = start + ms
    },
    wakeAt: () => (harness.outbox.dispatcher.wakeAt(harness.clock.now) ?? 0) - start,
  }
}

describe('a destination that gathers events', () => {
  it('is given them when the oldest has waited, with all that came meanwhile', () => {
    const { harness, append, at, wakeAt } = gathering()
    append(2)
    at(30_000)
    append(3)
    expect(harness.take()).toBeNull()
    expect(wakeAt()).toBe(MINUTE_MS)
    at(59_999)
    expect(harness.take()).toBeNull()
    at(60_000)
    expect(harness.take()?.lease.events).toBe(5)
  })

  it('is given at once what fills an attempt, and the rest when that has waited', () => {
    const { harness, append, at } = gathering()
    append(1999)
    expect(harness.take()).toBeNull()
    at(10_000)
    append(4)
    expect(harness.take()?.lease.events).toBe(2000)
    expect(harness.take()).toBeNull()
    at(70_000)
    expect(harness.take()?.lease.events).toBe(3)
  })

  it('is given up to ten thousand at once, when it manages', () => {
    const { harness, append } = gathering()
    const sizes: number[] = []
    for (let round = 0; round < 5; round++) {
      append(11_000)
      const work = harness.take()
      if (!work) throw new Error('no work')
      sizes.push(work.lease.events)
      harness.outbox.settle(makeSettle(work, () => DELIVERED))
    }
    expect(sizes).toEqual([2000, 4000, 8000, 10_000, 10_000])
  })

  it('does not begin to wait anew when the log is restarted', () => {
    const { harness, setLimits, append, at } = gathering()
    append(1)
    at(40_000)
    harness.crash()
    setLimits()
    expect(harness.take()).toBeNull()
    at(60_000)
    expect(harness.take()?.lease.events).toBe(1)
  })

  it('takes back what was handed out before its pace was known', () => {
    const { harness, setLimits, append, at } = gathering()
    const { dispatcher } = harness.outbox
    dispatcher.limits = { concurrency: 4, rateLimitPerS: 0 }
    append(1)
    const lease = dispatcher.next(harness.clock.now)
    setLimits()
    expect(dispatcher.read(lease?.id ?? '', harness.clock.now)).toBeNull()
    at(60_000)
    expect(harness.take()?.lease.events).toBe(1)
  })

  it('is given again together, and with nothing else, what failed together', () => {
    const { harness, append, at, start } = gathering()
    append(3)
    at(60_000)
    const first = harness.take()
    append(4)
    at(120_000)
    const second = harness.take()
    const due = start + 180_000
    if (first) harness.outbox.settle(makeSettle(first, () => fileLost('one', due)))
    if (second) harness.outbox.settle(makeSettle(second, () => fileLost('two', due)))
    append(5)
    at(180_000)
    const given = [harness.take(), harness.take(), harness.take()].map((work) =>
      work?.runs.map(({ count, progress }) => [count, progress]),
    )
    expect(given).toHaveLength(3)
    expect(given).toEqual(
      expect.arrayContaining([
        [[3, { done: {}, object: 'one' }]],
        [[4, { done: {}, object: 'two' }]],
        [[5, null]],
      ]),
    )
  })

  it('is probed with a whole gathering', () => {
    const { harness, append, at } = gathering()
    for (let round = 1; round <= 5; round++) {
      append(40)
      at(round * MINUTE_MS)
      for (let work = harness.take(); work; work = harness.take()) {
        harness.outbox.settle(makeSettle(work, () => ({ outcome: 'retry', code: '503' })))
      }
    }
    append(40)
    at(10 * MINUTE_MS)
    const { dispatcher } = harness.outbox
    expect(dispatcher.breaker.state).toBe('open')
    expect(harness.take()?.lease.events).toBe(40)
  })

  it('never waits longer than it should, and is not woken for nothing', () => {
    const steps = fc.array(
      fc.record({ afterMs: fc.nat(40_000), events: fc.integer({ min: 1, max: 900 }) }),
      { minLength: 1, maxLength: 30 },
    )
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 15 * MINUTE_MS }), (script, lingerMs) => {
        const { harness, append } = gathering(lingerMs)
        const { dispatcher } = harness.outbox
        const since: number[] = []
        const work = () => {
          for (let taken = harness.take(); taken; taken = harness.take()) {
            const ages = since.splice(0, taken.lease.events).map((at) => harness.clock.now - at)
            expect(ages[0] === lingerMs || taken.lease.events >= 2000).toBe(true)
            harness.outbox.settle(makeSettle(taken, () => DELIVERED))
          }
        }
        /** Lets the time pass, waking the log when it wants to be woken and only then. */
        const pass = (until: number) => {
          for (let at = dispatcher.wakeAt(harness.clock.now); at !== null && at <= until; ) {
            expect(at).toBeGreaterThan(harness.clock.now)
            harness.clock.now = at
            const before = since.length
            work()
            expect(since.length).toBeLessThan(before)
            at = dispatcher.wakeAt(at)
          }
          harness.clock.now = until
        }
        for (const { afterMs, events } of script) {
          pass(harness.clock.now + afterMs)
          append(events)
          for (let i = 0; i < events; i++) since.push(harness.clock.now)
          work()
        }
        pass(harness.clock.now + lingerMs)
        expect(since).toEqual([])
      }),
      { numRuns: 30 },
    )
  })
})
