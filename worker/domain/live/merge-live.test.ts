import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyLiveEvent, makeLiveEvent } from '../../../test/builders/live-event.ts'
import { compareLive, isNews, mergeLists, mergeLive } from './merge-live.ts'

const anyList = fc.array(anyLiveEvent, { maxLength: 30 })
/** Two accounts of the same event. */
const anyAccounts = (count: number) =>
  fc
    .array(anyLiveEvent, { minLength: count, maxLength: count })
    .map((events) => events.map((event) => ({ ...event, ...placeOf(events[0] ?? event) })))
const placeOf = ({ acceptId, receivedAt }: { acceptId: string; receivedAt: string }) => ({
  acceptId,
  receivedAt,
})

describe('the order of live events', () => {
  it('is newest first, and within a millisecond by the numbers of the acceptId', () => {
    const at = (second: number) => `2026-11-23T17:00:0${second}.000Z`
    const events = [
      makeLiveEvent({ acceptId: 'enam-0.9.1', receivedAt: at(1) }),
      makeLiveEvent({ acceptId: 'enam-0.10.0', receivedAt: at(1) }),
      makeLiveEvent({ acceptId: 'enam-0.9.10', receivedAt: at(1) }),
      makeLiveEvent({ acceptId: 'enam-0.1.0', receivedAt: at(2) }),
    ]
    expect(events.sort(compareLive).map(({ acceptId }) => acceptId)).toEqual([
      'enam-0.1.0',
      'enam-0.10.0',
      'enam-0.9.10',
      'enam-0.9.1',
    ])
  })

  it('is one order, whoever sorts', () => {
    fc.assert(
      fc.property(anyLiveEvent, anyLiveEvent, anyLiveEvent, (a, b, c) => {
        expect(Math.sign(compareLive(a, b)) + Math.sign(compareLive(b, a))).toBe(0)
        expect(compareLive(a, b) === 0).toBe(a.acceptId === b.acceptId)
        if (compareLive(a, b) <= 0 && compareLive(b, c) <= 0) {
          expect(compareLive(a, c)).toBeLessThanOrEqual(0)
        }
      }),
    )
  })
})

describe('two accounts of an event', () => {
  it('come to the same whichever is first, and however often they come', () => {
    fc.assert(
      fc.property(anyAccounts(3), ([a, b, c]) => {
        if (!a || !b || !c) throw new Error('three were asked for')
        expect(mergeLive(a, b)).toEqual(mergeLive(b, a))
        expect(mergeLive(mergeLive(a, b), c)).toEqual(mergeLive(a, mergeLive(b, c)))
        expect(mergeLive(a, a)).toEqual(a)
      }),
    )
  })

  it('never turn what is decided back into pending, nor forget that it was given up', () => {
    fc.assert(
      fc.property(anyAccounts(2), ([a, b]) => {
        if (!a || !b) throw new Error('two were asked for')
        const { state } = mergeLive(a, b)
        expect(state === 'pending').toBe(a.state === 'pending' && b.state === 'pending')
        const givenUp = [a, b].some((event) => event.state === 'dead-lettered')
        expect(state === 'dead-lettered').toBe(givenUp)
      }),
    )
  })

  it('are news when they say something else of its fate or its text', () => {
    const event = makeLiveEvent()
    expect(isNews(event, { ...event })).toBe(false)
    expect(isNews({ ...event, state: 'pending' }, event)).toBe(true)
    expect(isNews({ ...event, json: null }, event)).toBe(true)
  })
})

describe('lists of events', () => {
  it('are merged to one that has every event once, newest first, cut to the newest', () => {
    fc.assert(
      fc.property(fc.array(anyList, { maxLength: 4 }), fc.nat(20), (lists, limit) => {
        const merged = mergeLists(lists, limit)
        const ids = new Set(lists.flat().map(({ acceptId }) => acceptId))
        expect(new Set(merged.map(({ acceptId }) => acceptId)).size).toBe(merged.length)
        expect(merged).toHaveLength(Math.min(limit, ids.size))
        expect(merged).toEqual([...merged].sort(compareLive))
        expect(merged).toEqual(mergeLists([...lists].reverse(), limit))
      }),
    )
  })
})
