import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyLiveEvent, makeLiveEvent } from '../../../test/builders/live-event.ts'
import { buildLiveEvent } from './build-live-event.ts'
import { LIVE_STATES, type LiveFilter } from './live-event.ts'
import { compileFilter, filterKey, isUnfiltered, matchesFilter, mayMatch } from './live-filter.ts'

const anyFilter: fc.Arbitrary<LiveFilter> = fc.record(
  {
    types: fc.subarray(['track', 'page']),
    states: fc.subarray([...LIVE_STATES]),
    name: fc.constantFrom('A', ''),
    userId: fc.constantFrom('u1', 'a1', ''),
    text: fc.constantFrom('why', 'a why', ' ', ''),
  },
  { requiredKeys: [] },
)

describe('a filter', () => {
  const event = makeLiveEvent({
    anonymousId: 'anon',
    message: 'Too large',
    json: '{"event":"Order Completed","properties":{"note":"say \\"hi\\"","city":"Zürich"}}',
  })

  it.each<[string, LiveFilter, boolean]>([
    ['nothing asked for', {}, true],
    ['empty conditions', { types: [], states: [], name: '', userId: '', text: ' ' }, true],
    ['its type', { types: ['page', 'track'] }, true],
    ['another type', { types: ['page'] }, false],
    ['its state', { states: ['allowed'] }, true],
    ['another state', { states: ['blocked', 'pending'] }, false],
    ['its name', { name: 'Order Completed' }, true],
    ['a part of its name', { name: 'Order' }, false],
    ['its user id', { userId: 'u1' }, true],
    ['its anonymous id', { userId: 'anon' }, true],
    ['a longer user id', { userId: 'u10' }, false],
    ['words in any case and order', { text: 'COMPLETED zürich' }, true],
    ['a word that it lacks', { text: 'completed refunded' }, false],
    ['a quote', { text: '"hi"' }, true],
    ['a word of its reason', { text: 'large' }, true],
    ['one condition of two that fails', { name: 'Order Completed', types: ['page'] }, false],
  ])('with %s', (_, filter, expected) => {
    expect(matchesFilter(event, filter)).toBe(expected)
  })

  it('lets through less the more it asks for', () => {
    fc.assert(
      fc.property(anyLiveEvent, anyFilter, (candidate, filter) => {
        const whole = matchesFilter(candidate, filter)
        const each = Object.entries(filter).map(([key, value]) =>
          matchesFilter(candidate, { [key]: value }),
        )
        expect(whole).toBe(each.every(Boolean))
      }),
    )
  })

  it('has the same key as one that asks for the same, and then lets the same through', () => {
    fc.assert(
      fc.property(anyLiveEvent, anyFilter, anyFilter, (candidate, a, b) => {
        if (filterKey(a) !== filterKey(b)) return
        expect(compileFilter(a)(candidate)).toBe(compileFilter(b)(candidate))
      }),
    )
    const twice: LiveFilter = { types: ['page', 'track', 'page'], text: 'b  a' }
    expect(filterKey(twice)).toBe(filterKey({ text: 'A b', types: ['track', 'page'] }))
    expect(isUnfiltered({ types: [], text: ' ' })).toBe(true)
    expect(isUnfiltered({ name: 'x' })).toBe(false)
  })

  it('that a quick look at the text rules out lets no event of that text through', () => {
    const anyFields = fc.record({
      type: fc.constantFrom('track', 'page'),
      event: fc.constantFrom('A', 'B "quoted"'),
      name: fc.constantFrom('A', 'C'),
      userId: fc.constantFrom('u1', 'a1'),
      anonymousId: fc.constantFrom('a1', 'x'),
    })
    fc.assert(
      fc.property(anyFields, anyFilter, (fields, filter) => {
        const json = JSON.stringify(fields)
        const live = buildLiveEvent({
          acceptId: 'enam-0.1.0',
          receivedAt: '2026-11-23T17:00:00.000Z',
          fields,
          json,
          refused: false,
          verdict: { outcome: 'passed' },
        })
        if (live && matchesFilter(live, filter)) expect(mayMatch(json, filter)).toBe(true)
      }),
    )
  })
})
