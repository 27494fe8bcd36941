import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeLiveEvent } from '../../../test/builders/live-event.ts'
import type { LiveEvent } from './live-event.ts'
import { filterKey, matchesFilter } from './live-filter.ts'
import { MAX_FRAME_CHARS, MAX_FRAME_EVENTS, pickFrames } from './pick-frames.ts'

const many = (count: number, overrides: (n: number) => Partial<LiveEvent> = () => ({})) =>
  Array.from({ length: count }, (_, n) =>
    makeLiveEvent({ acceptId: `enam-0.1.${n}`, ...overrides(n) }),
  )

describe('the part of a run that watchers are sent', () => {
  it('is all of a small one, in its order', () => {
    const events = many(3)
    expect(pickFrames(events, [])).toEqual({ seen: 3, matched: { [filterKey({})]: 3 }, events })
  })

  it('is the newest of a large one, with the count of all', () => {
    const picked = pickFrames(many(2500), [{}])
    expect(picked.events).toEqual(many(2500).slice(-MAX_FRAME_EVENTS))
    expect(picked).toMatchObject({ seen: 2500, matched: { [filterKey({})]: 2500 } })
  })

  it('has the one event of somebody on a busy source, also beside one who watches everything', () => {
    const events = many(2500, (n) => ({ userId: n === 3 ? 'rare' : 'u1' }))
    const filters = [{}, { userId: 'rare' }]
    const { events: picked, matched } = pickFrames(events, filters)
    expect(picked.filter(({ userId }) => userId === 'rare')).toHaveLength(1)
    expect(picked).toHaveLength(MAX_FRAME_EVENTS)
    expect(matched[filterKey({ userId: 'rare' })]).toBe(1)
  })

  it('is nothing of a run that nobody asked for, but its count', () => {
    const filter = { userId: 'nobody' }
    const none = { seen: 5, matched: { [filterKey(filter)]: 0 }, events: [] }
    expect(pickFrames(many(5), [filter])).toEqual(none)
  })

  it('never is more than fits, and nothing that nobody asked for', () => {
    const anyRun = fc.array(
      fc.record({ userId: fc.constantFrom('u1', 'u2'), size: fc.integer({ min: 0, max: 60_000 }) }),
      { maxLength: 150 },
    )
    const anyFilters = fc.subarray([{ userId: 'u1' }, { userId: 'u2' }, { name: 'x' }], {
      minLength: 1,
    })
    fc.assert(
      fc.property(anyRun, anyFilters, (run, filters) => {
        const events = run.map(({ userId, size }, n) =>
          makeLiveEvent({ acceptId: `enam-0.1.${n}`, userId, json: 'x'.repeat(size) }),
        )
        const { events: picked } = pickFrames(events, filters)
        const chars = picked.reduce((sum, { json }) => sum + (json?.length ?? 0), 0)
        expect(picked.length).toBeLessThanOrEqual(MAX_FRAME_EVENTS)
        expect(chars).toBeLessThanOrEqual(MAX_FRAME_CHARS)
        for (const event of picked) {
          expect(filters.some((filter) => matchesFilter(event, filter))).toBe(true)
        }
      }),
      { numRuns: 50 },
    )
  })
})
