import { describe, expect, it } from 'vitest'
import { destinationBooks, type SourceCounts, sourceBooks } from './balance.ts'
import { eventKey, routeKey } from './books.ts'

const counts = (overrides: Partial<SourceCounts> = {}): SourceCounts => ({
  received: 0,
  inPipeline: 0,
  events: {},
  destinations: {},
  ...overrides,
})
const passed = (name: string) => eventKey({ outcome: 'passed', code: '', type: 'track', name })
const refused = (code: string) =>
  eventKey({ outcome: 'failed on ingest', code, type: 'track', name: '' })

describe('the books of a source', () => {
  it('balance when every event received is in the pipeline or has an outcome', () => {
    const books = sourceBooks([
      counts({ received: 10, inPipeline: 3, events: { [passed('A')]: 4, [passed('B')]: 3 } }),
      counts({ received: 3, events: { [refused('too_large')]: 2, [refused('no_user')]: 1 } }),
    ])
    expect(books).toMatchObject({ received: 13, 'in pipeline': 3, balanced: true })
    expect(books.outcomes.passed).toEqual({ count: 7, reasons: { '': 7 } })
    expect(books.outcomes['failed on ingest']).toEqual({
      count: 3,
      reasons: { too_large: 2, no_user: 1 },
    })
    expect(books.outcomes.duplicate).toEqual({ count: 0, reasons: {} })
  })

  it('do not balance when one event is missing, or one outcome is unknown', () => {
    expect(sourceBooks([counts({ received: 2, events: { [passed('A')]: 1 } })]).balanced).toBe(
      false,
    )
    expect(sourceBooks([counts({ received: 1, events: { 'lost\t\ttrack\t': 1 } })]).balanced).toBe(
      false,
    )
  })

  it('count an event whose reason is the name of something every object has', () => {
    const books = sourceBooks([counts({ received: 1, events: { [refused('constructor')]: 1 } })])
    expect(books.outcomes['failed on ingest'].reasons).toEqual({ constructor: 1 })
  })
})

describe('the books of a destination', () => {
  const route = (destinationId: string, code: string) =>
    routeKey({ destinationId, outcome: code === '' ? 'routed' : 'filtered at destination', code })
  const routes = counts({
    destinations: { [route('dst_1', '')]: 5, [route('dst_1', 'OFF')]: 2, [route('dst_2', '')]: 9 },
  })

  it('balance when the pipeline and the log agree, and every event is somewhere', () => {
    const books = destinationBooks(
      'dst_1',
      [routes],
      [
        {
          routed: { '': 5 },
          pending: { '': 1 },
          'awaiting retry': { 503: 1 },
          delivered: { OK: 2 },
          'failed delivery': { 400: 1 },
        },
      ],
    )
    expect(books).toMatchObject({ routed: 5, taken: 5, balanced: true })
    expect(books['filtered at destination']).toEqual({ count: 2, reasons: { OFF: 2 } })
    expect(books.outcomes['failed delivery']).toEqual({ count: 1, reasons: { 400: 1 } })
  })

  it('do not balance when the log has lost one, or taken one twice', () => {
    const lost = { routed: { '': 5 }, delivered: { OK: 4 } }
    const twice = { routed: { '': 6 }, delivered: { OK: 6 } }
    expect(destinationBooks('dst_1', [routes], [lost]).balanced).toBe(false)
    expect(destinationBooks('dst_1', [routes], [twice]).balanced).toBe(false)
  })

  it('balance when nothing ever happened', () => {
    expect(destinationBooks('dst_1', [], []).balanced).toBe(true)
  })
})
