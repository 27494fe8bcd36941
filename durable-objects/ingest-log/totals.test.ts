import { describe, expect, it } from 'vitest'
import { eventKey } from '../../worker/domain/books.ts'
import {
  addDelta,
  addTotals,
  MAX_KEYS_PER_SOURCE_HOUR,
  selectTotals,
  type Totals,
} from './totals.ts'

const passed = (name: string) => eventKey({ outcome: 'passed', code: '', type: 'track', name })
const delta = (events: Record<string, number>) => ({
  '2026-11-23T17': { src_a: { events, destinations: {} } },
})

describe('totals of a log', () => {
  it('adds up deltas and folded totals', () => {
    const live: Totals = new Map()
    addDelta(live, delta({ [passed('A')]: 2 }))
    addDelta(live, delta({ [passed('A')]: 1, [passed('B')]: 5 }))
    const all: Totals = new Map()
    addTotals(all, live)
    addTotals(all, live)
    expect(all.get('2026-11-23T17')?.get('src_a')?.events).toEqual({
      [passed('A')]: 6,
      [passed('B')]: 10,
    })
  })

  it('counts names beyond the bound together, and keeps the sum', () => {
    const totals: Totals = new Map()
    for (let i = 0; i < MAX_KEYS_PER_SOURCE_HOUR + 50; i++)
      addDelta(totals, delta({ [passed(`E${i}`)]: 1 }))
    const events = totals.get('2026-11-23T17')?.get('src_a')?.events ?? {}
    expect(events[passed('__other__')]).toBe(50)
    expect(Object.values(events).reduce((a, b) => a + b)).toBe(MAX_KEYS_PER_SOURCE_HOUR + 50)
  })

  it('answers hours from the first, inclusive, to the last, exclusive, of one source', () => {
    const totals: Totals = new Map()
    addDelta(totals, { '2026-11-23T16': { src_a: { events: {}, destinations: {} } } })
    addDelta(totals, {
      '2026-11-23T17': {
        src_a: { events: {}, destinations: {} },
        src_b: { events: {}, destinations: {} },
      },
    })
    addDelta(totals, { '2026-11-23T18': { src_a: { events: {}, destinations: {} } } })
    const range = { from: '2026-11-23T17', to: '2026-11-23T18', sourceId: 'src_a' }
    const selected = selectTotals(
      'enam-0',
      totals,
      new Map([['2026-11-23T17', new Map([['src_a', 3]])]]),
      range,
    )
    expect(Object.keys(selected.hours)).toEqual(['2026-11-23T17'])
    expect(Object.keys(selected.hours['2026-11-23T17'] ?? {})).toEqual(['src_a'])
    expect(selected.hours['2026-11-23T17']?.src_a?.inPipeline).toBe(3)
  })
})
