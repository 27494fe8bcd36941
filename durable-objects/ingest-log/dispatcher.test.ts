import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Unit } from '../outbox/work-queue.ts'
import {
  Dispatcher,
  halve,
  MAX_OUTSTANDING_RINGS,
  MAX_RUNS,
  RING_BURST,
  RING_MAX_CHARS,
} from './dispatcher.ts'

function makeDispatcher() {
  const rung: string[] = []
  const clock = { now: 0 }
  const state = { queueIsDown: false }
  let ids = 0
  const dispatcher = new Dispatcher({
    now: () => clock.now,
    ring: async (lease) => {
      if (state.queueIsDown) throw new Error('queue is down')
      rung.push(lease)
    },
    newLeaseId: () => `lease-${ids++}`,
    leaseMs: 60_000,
    ringIntervalMs: 1000,
  })
  return { dispatcher, rung, clock, state }
}

const unit = (segment: number, overrides: Partial<Unit> = {}): Unit => ({
  segment,
  first: 0,
  count: 10,
  chars: 1000,
  runs: 0,
  ...overrides,
})

describe('Dispatcher', () => {
  it('rings at once for the first few, then once an interval', () => {
    const { dispatcher, rung, clock } = makeDispatcher()
    for (let i = 0; i < RING_BURST; i++) {
      dispatcher.queue.add(unit(i))
      expect(dispatcher.dispatch()).toBeNull()
    }
    dispatcher.queue.add(unit(RING_BURST))
    clock.now = 400
    expect(dispatcher.dispatch()).toBe(600)
    clock.now = 1000
    expect(dispatcher.dispatch()).toBeNull()
    expect(rung).toHaveLength(RING_BURST + 1)
  })

  it('never rings more often than the interval and the burst allow, whatever comes', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 60 })
    fc.assert(
      fc.property(arrivals, (waits) => {
        const { dispatcher, rung, clock } = makeDispatcher()
        waits.forEach((wait, i) => {
          clock.now += wait
          dispatcher.queue.add(unit(i))
          dispatcher.dispatch()
        })
        expect(rung.length).toBeLessThanOrEqual(RING_BURST + clock.now / 1000)
      }),
    )
  })

  it('always rings a full ring, up to the bound of rings outstanding', () => {
    const { dispatcher, rung } = makeDispatcher()
    for (let i = 0; i < MAX_OUTSTANDING_RINGS + 5; i++) {
      dispatcher.queue.add(unit(i, { chars: RING_MAX_CHARS }))
    }
    dispatcher.dispatch()
    expect(rung).toHaveLength(MAX_OUTSTANDING_RINGS)
  })

  it('tries again after the queue refused a ring', async () => {
    const { dispatcher, rung, clock, state } = makeDispatcher()
    state.queueIsDown = true
    dispatcher.queue.add(unit(1))
    dispatcher.dispatch()
    await Promise.resolve()
    await Promise.resolve()
    state.queueIsDown = false
    clock.now = dispatcher.queue.nextDueAt() ?? 0
    clock.now += 1000
    dispatcher.dispatch()
    expect(rung).toEqual(['lease-1'])
  })

  it('blames a unit only when a consumer had read it', () => {
    const { dispatcher, clock } = makeDispatcher()
    dispatcher.queue.add(unit(1))
    dispatcher.dispatch()
    clock.now = 60_000
    expect(dispatcher.expire()).toEqual([])
    expect(dispatcher.queue.hasReady).toBe(true)
    dispatcher.dispatch()
    const lease = dispatcher.queue.lease('lease-1')
    if (lease) lease.read = true
    clock.now = 120_000
    expect(dispatcher.expire().map((l) => l.id)).toEqual(['lease-1'])
  })

  it('hands a unit that failed before out alone, so that its neighbours are not blamed with it', () => {
    const { dispatcher, rung } = makeDispatcher()
    dispatcher.queue.add(unit(1, { runs: 1 }))
    dispatcher.queue.add(unit(2))
    dispatcher.dispatch()
    expect(dispatcher.queue.lease(rung[0] as string)?.units.map((u) => u.segment)).toEqual([1])
  })

  it('backs off longer each time what it calls is down, and starts over after a success', () => {
    const { dispatcher } = makeDispatcher()
    dispatcher.pause([unit(1)])
    expect(dispatcher.queue.nextDueAt()).toBe(1000)
    dispatcher.queue.wake(1e9)
    dispatcher.pause([unit(1)])
    expect(dispatcher.queue.nextDueAt()).toBe(2000)
    dispatcher.queue.wake(1e9)
    dispatcher.succeeded()
    dispatcher.pause([unit(1)])
    expect(dispatcher.queue.nextDueAt()).toBe(1000)
  })

  it('backs off further for a unit that never succeeds, though others do', () => {
    const { dispatcher } = makeDispatcher()
    const held = unit(1)
    const waits: (number | null)[] = []
    for (let turn = 0; turn < 8; turn++) {
      dispatcher.pause([held])
      waits.push(dispatcher.queue.nextDueAt())
      dispatcher.queue.wake(1e9)
      dispatcher.succeeded()
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map((s) => s * 1000))
  })

  it('halves a unit after its last run until one event stands alone', () => {
    const { dispatcher } = makeDispatcher()
    const whole = unit(1, { count: 5, runs: MAX_RUNS - 1 })
    expect(dispatcher.blame(whole)).toBe('halve')
    const [left, right] = halve(whole)
    expect([left.first, left.count, right.first, right.count]).toEqual([0, 3, 3, 2])
    expect(dispatcher.blame(unit(1, { count: 1, runs: MAX_RUNS - 1 }))).toBe('dead-letter')
    expect(dispatcher.blame(unit(1))).toBe('retry')
  })

  it('never loses or doubles a unit, whatever happens to its leases', () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('add' as const),
        chars: fc.integer({ min: 1, max: RING_MAX_CHARS }),
      }),
      fc.record({
        do: fc.constantFrom(
          'dispatch' as const,
          'expire' as const,
          'finish' as const,
          'pause' as const,
        ),
      }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { dispatcher, rung, clock } = makeDispatcher()
        let added = 0
        const finished = new Set<number>()
        for (const s of steps) {
          if (s.do === 'add') dispatcher.queue.add(unit(added++, { chars: s.chars }))
          if (s.do === 'wait') clock.now += s.ms
          if (s.do === 'dispatch') dispatcher.dispatch()
          if (s.do === 'expire') for (const l of dispatcher.expire()) dispatcher.pause(l.units)
          if (s.do === 'pause') dispatcher.pause(dispatcher.queue.end(rung.shift() ?? ''))
          if (s.do === 'finish') {
            for (const u of dispatcher.queue.end(rung.shift() ?? '')) {
              expect(finished.has(u.segment)).toBe(false)
              finished.add(u.segment)
            }
          }
        }
        for (let turn = 0; finished.size < added && turn < 500; turn++) {
          clock.now += 120_000
          dispatcher.expire()
          dispatcher.dispatch()
          for (const id of rung.splice(0))
            for (const u of dispatcher.queue.end(id)) finished.add(u.segment)
        }
        expect(finished.size).toBe(added)
      }),
    )
  })
})
