import { describe, expect, it } from 'vitest'
import { destinationBooks, sourceBooks } from '../../../../worker/domain/balance.ts'
import { eventKey, routeKey } from '../../../../worker/domain/books.ts'
import { deliveryStatement, NOT_ASKED, routingStatement, sourceStatement } from './statement.ts'

const counted = (received: number, inPipeline: number) => ({
  received,
  inPipeline,
  events: {
    [eventKey({ outcome: 'passed', code: '', type: 'track', name: 'A' })]: 7,
    [eventKey({ outcome: 'failed on ingest', code: 'id_required', type: 'group', name: '' })]: 2,
    [eventKey({ outcome: 'failed on ingest', code: 'bad_request', type: '', name: '' })]: 3,
  },
  destinations: {
    [routeKey({ destinationId: 'd', outcome: 'routed', code: '' })]: 4,
    [routeKey({ destinationId: 'd', outcome: 'filtered at destination', code: 'X' })]: 1,
  },
})

describe('the statement of a source', () => {
  it('names every term, the reasons of each by frequency, and balances', () => {
    const { total, terms, difference } = sourceStatement(sourceBooks([counted(13, 1)]))
    expect(total).toEqual({ outcome: 'received', count: 13 })
    expect(terms.map(({ outcome }) => outcome)).toEqual([
      'failed on ingest',
      'duplicate',
      'suppressed',
      'filtered at source',
      'dead-lettered',
      'in pipeline',
      'passed',
    ])
    expect(terms[0]?.reasons).toEqual([
      { code: 'bad_request', count: 3 },
      { code: 'id_required', count: 2 },
    ])
    expect(difference).toBe(0)
  })

  it('says by how much it does not', () => {
    expect(sourceStatement(sourceBooks([counted(15, 1)])).difference).toBe(2)
    expect(sourceStatement(sourceBooks([counted(12, 1)])).difference).toBe(-1)
  })
})

describe('the statements of a destination', () => {
  const books = destinationBooks(
    'd',
    [counted(13, 1)],
    [{ routed: { '': 4 }, delivered: { '200': 3 }, 'failed delivery': { '400': 1 } }],
  )

  it('are about what was meant for it', () => {
    const { terms, difference } = routingStatement(books, 7)
    expect(terms).toMatchObject([
      { outcome: 'filtered at destination', count: 1, reasons: [{ code: 'X', count: 1 }] },
      { outcome: NOT_ASKED, count: 2 },
      { outcome: 'routed', count: 4 },
    ])
    expect(difference).toBe(0)
    expect(routingStatement(books, 4).difference).toBe(-1)
  })

  it('are about what became of that', () => {
    const { total, difference } = deliveryStatement(books)
    expect(total).toEqual({ outcome: 'routed', count: 4 })
    expect(difference).toBe(0)
  })
})
