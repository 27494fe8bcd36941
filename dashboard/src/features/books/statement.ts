import type { DestinationBooksAnswer, SourceBooksAnswer } from '../../api/books.ts'

/** One hour of a source or a destination, or all of a range. */
export type SourceHour = Omit<SourceBooksAnswer, 'sourceId' | 'name' | 'hours'>
export type DestinationHour = Omit<
  DestinationBooksAnswer,
  'destinationId' | 'sourceId' | 'name' | 'hours' | 'tests'
>

export interface Reason {
  code: string
  count: number
}

export interface Term {
  /** A word of the books. */
  outcome: string
  count: number
  /** Most frequent first; they add up to the count. */
  reasons: Reason[]
}

/** What came in, and where it went: an equation that has to hold. */
export interface Statement {
  total: { outcome: string; count: number }
  terms: Term[]
  /** What the total has more than its terms; 0 when the books balance. */
  difference: number
}

/** received = failed on ingest + duplicate + ... + in pipeline + passed */
export function sourceStatement(books: SourceHour): Statement {
  const { passed, ...others } = books.outcomes
  return statement('received', books.received, [
    ...Object.entries(others).map(([outcome, counted]) => term(outcome, counted)),
    { outcome: 'in pipeline', count: books['in pipeline'], reasons: [] },
    term('passed', passed),
  ])
}

/** routed = pending + awaiting retry + delivered + filtered in attempt + failed delivery */
export function deliveryStatement(books: DestinationHour): Statement {
  return statement(
    'routed',
    books.routed,
    Object.entries(books.outcomes).map(([outcome, counted]) => term(outcome, counted)),
  )
}

/**
 * passed = filtered at destination + routed + what nobody asked this destination for, as it was off or not
 * there yet. The last is what is left, and so never a fault; fewer than none of it is one.
 */
export function routingStatement(books: DestinationHour, passed: number): Statement {
  const filtered = term('filtered at destination', books['filtered at destination'])
  const left = passed - filtered.count - books.routed
  return statement('passed', passed, [
    filtered,
    { outcome: NOT_ASKED, count: Math.max(0, left), reasons: [] },
    { outcome: 'routed', count: books.routed, reasons: [] },
  ])
}

/** Not a word of the books: they have no entry for it. */
export const NOT_ASKED = 'not meant for it'

function statement(outcome: string, count: number, terms: Term[]): Statement {
  const sum = terms.reduce((all, each) => all + each.count, 0)
  return { total: { outcome, count }, terms, difference: count - sum }
}

interface Counted {
  count: number
  reasons: Record<string, number>
}

const term = (outcome: string, { count, reasons }: Counted): Term => ({
  outcome,
  count,
  reasons: Object.entries(reasons)
    .map(([code, times]) => ({ code, count: times }))
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
})
