import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LiveEvent } from '../../api/live.ts'
import {
  clear,
  type DebuggerState,
  EMPTY,
  filterChanged,
  hold,
  MAX_SHOWN,
  pace,
  takeEvents,
  takeSnapshot,
} from './event-store.ts'

const makeLiveEvent = (number: number, overrides: Partial<LiveEvent> = {}): LiveEvent => ({
  acceptId: `enam-0.${number}.0`,
  receivedAt: new Date(Date.UTC(2026, 10, 23) + number).toISOString(),
  messageId: `m-${number}`,
  type: 'track',
  name: 'Order Completed',
  userId: 'u1',
  anonymousId: '',
  state: 'allowed',
  code: '',
  message: '',
  destinations: {},
  json: '{}',
  ...overrides,
})

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => makeLiveEvent(from + index))
const snapshot = (events: LiveEvent[]) => ({ events, since: null })
const batch = (events: LiveEvent[], skipped = 0) => ({
  events,
  seen: events.length + skipped,
  skipped,
})
const numbers = (events: readonly LiveEvent[]) =>
  events.map(({ messageId }) => Number(messageId.slice(2)))

const FIRST = { afterLoss: false, fits: () => true }
const AGAIN = { afterLoss: true, fits: () => true }
const ready = (events: LiveEvent[] = []): DebuggerState =>
  takeSnapshot(EMPTY, snapshot(events), FIRST)

describe('the list', () => {
  it('has the newest first, in whatever order they come', () => {
    let state = ready([makeLiveEvent(2)])
    state = takeEvents(state, batch([makeLiveEvent(3), makeLiveEvent(1)]), 0)
    expect(numbers(state.shown)).toEqual([3, 2, 1])
  })

  it('keeps as many as the service holds', () => {
    const state = takeEvents(ready(range(0, 400)), batch(range(400, 700)), 0)
    expect(state.shown).toHaveLength(MAX_SHOWN)
    expect(numbers(state.shown).at(0)).toBe(699)
  })

  it('shows an event once, with what became of it', () => {
    const pending = makeLiveEvent(1, { state: 'pending' })
    let state = takeEvents(ready(), batch([pending]), 0)
    state = takeEvents(state, batch([makeLiveEvent(1, { state: 'blocked', code: 'x' })]), 0)
    expect(state.shown.map((event) => event.state)).toEqual(['blocked'])
    state = takeEvents(state, batch([pending]), 0)
    expect(state.shown.map((event) => event.state)).toEqual(['blocked'])
  })

  it('leaves rows as they are that did not change, so that they need not be drawn', () => {
    const state = ready(range(0, 3))
    const next = takeEvents(state, batch([...range(0, 3), makeLiveEvent(3)]), 0)
    expect(next.shown.slice(1)).toEqual(state.shown)
    for (const [index, event] of state.shown.entries()) expect(next.shown[index + 1]).toBe(event)
  })

  it('begins anew with another filter, whose snapshot replaces everything', () => {
    const state = filterChanged(ready(range(0, 3)))
    expect(numbers(takeEvents(state, batch([makeLiveEvent(9)]), 0).shown)).toEqual([2, 1, 0])
    expect(numbers(takeSnapshot(state, snapshot([makeLiveEvent(1)]), FIRST).shown)).toEqual([1])
  })

  it('is emptied by hand', () => {
    const state = takeEvents(clear(ready(range(0, 3))), batch([makeLiveEvent(5)]), 0)
    expect(numbers(state.shown)).toEqual([5])
  })
})

describe('a view that is held', () => {
  it('does not move, and counts what it keeps back', () => {
    let state = hold(ready(range(0, 2)), true)
    state = takeEvents(state, batch(range(2, 5)), 0)
    state = takeEvents(state, batch(range(4, 6)), 0)
    expect(numbers(state.shown)).toEqual([1, 0])
    expect(state.waiting).toBe(4)
    state = hold(state, false)
    expect(numbers(state.shown)).toEqual([5, 4, 3, 2, 1, 0])
    expect(state.waiting).toBe(0)
  })

  it('still learns what became of the events in it', () => {
    let state = hold(ready([makeLiveEvent(1, { state: 'pending' })]), true)
    state = takeEvents(state, batch([makeLiveEvent(1)]), 0)
    expect(state.shown.map((event) => event.state)).toEqual(['allowed'])
    expect(state.waiting).toBe(0)
  })

  it('keeps its rows however much comes', () => {
    let state = hold(ready(range(0, 3)), true)
    for (let index = 0; index < 4; index += 1) {
      state = takeEvents(state, batch(range(100 + index * 200, 300 + index * 200)), 0)
    }
    expect(numbers(state.shown)).toEqual([2, 1, 0])
    expect(state.waiting).toBe(800)
  })
})

describe('after a loss', () => {
  it('what was missed is filled in and counted', () => {
    const state = takeSnapshot(ready(range(0, 3)), snapshot(range(1, 6)), AGAIN)
    expect(numbers(state.shown)).toEqual([5, 4, 3, 2, 1, 0])
    expect(state.caughtUp).toBe(3)
  })

  it('a held view waits with it', () => {
    const state = takeSnapshot(hold(ready(range(0, 3)), true), snapshot(range(1, 6)), AGAIN)
    expect(numbers(state.shown)).toEqual([2, 1, 0])
    expect(state.waiting).toBe(3)
  })

  it('a connection that was only renewed changes nothing for a reader', () => {
    const held = hold(ready(range(0, 3)), true)
    const state = takeSnapshot(held, snapshot(range(0, 5)), FIRST)
    expect(numbers(state.shown)).toEqual([2, 1, 0])
    expect(state.waiting).toBe(2)
    expect(state.caughtUp).toBeNull()
  })

  it('of two filters in a row, what came for the first one goes again', () => {
    const isEven = ({ messageId }: LiveEvent) => Number(messageId.slice(2)) % 2 === 0
    const fits = { afterLoss: false, fits: isEven }
    const first = takeSnapshot(filterChanged(ready()), snapshot(range(0, 6)), fits)
    expect(numbers(first.shown)).toEqual([4, 2, 0])
    const second = takeSnapshot({ ...first, shown: range(0, 6) }, snapshot(range(8, 9)), fits)
    expect(numbers(second.shown)).toEqual([8, 4, 2, 0])
  })

  it('nothing is a number too', () => {
    expect(takeSnapshot(ready(range(0, 3)), snapshot(range(0, 3)), AGAIN).caughtUp).toBe(0)
  })

  it('before the first snapshot there was nothing to lose', () => {
    expect(takeSnapshot(EMPTY, snapshot(range(0, 3)), AGAIN).caughtUp).toBeNull()
  })
})

describe('the pace', () => {
  it('is of the last ten seconds', () => {
    let state = takeEvents(ready(), batch(range(0, 100)), 0)
    for (let second = 1; second <= 10; second += 1) {
      state = takeEvents(state, batch(range(100 * second, 100 * second + 50)), second * 1_000)
    }
    expect(pace(state, 10_500).perSecond).toBeCloseTo(52.6, 0)
    expect(pace(state, 30_000)).toEqual({ perSecond: 0, oneIn: null })
  })

  it('says which part of a busy source is shown', () => {
    const state = takeEvents(ready(), batch(range(0, 20), 180), 1_000)
    expect(pace(state, 1_200).oneIn).toBe(10)
    expect(pace(state, 12_000).oneIn).toBeNull()
    expect(pace(takeEvents(ready(), batch([], 50), 0), 100).oneIn).toBe(50)
  })
})

it('whatever comes in whatever order, the list is sorted, without doubles, and held rows never move', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('events' as const),
      events: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 10 }),
    }),
    fc.record({
      kind: fc.constant('snapshot' as const),
      events: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 10 }),
    }),
    fc.record({ kind: fc.constant('hold' as const), held: fc.boolean() }),
  )
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let state = ready()
      for (const one of steps) {
        const before = state
        if (one.kind === 'hold') state = hold(state, one.held)
        else {
          const events = [...new Set(one.events)].map((number) => makeLiveEvent(number))
          state =
            one.kind === 'events'
              ? takeEvents(state, batch(events), 0)
              : takeSnapshot(state, snapshot(events), AGAIN)
          if (before.held) expect(numbers(state.shown)).toEqual(numbers(before.shown))
        }
        const list = numbers(state.latest)
        expect(list).toEqual([...new Set(list)].sort((a, b) => b - a))
        if (!state.held) expect(state.shown).toBe(state.latest)
      }
    }),
  )
})
