import { describe, expect, it } from 'vitest'
import { testBooks } from './test-books.ts'

describe('the books of tests', () => {
  it('add up hours, by outcome and code', () => {
    const books = testBooks([
      { delivered: { OK: 2 } },
      { delivered: { OK: 1, '204': 1 }, failed: { '400': 3 } },
    ])
    expect(books.sent).toBe(7)
    expect(books.outcomes.delivered).toEqual({ count: 4, reasons: { OK: 3, '204': 1 } })
    expect(books.outcomes.failed).toEqual({ count: 3, reasons: { '400': 3 } })
    expect(books.outcomes.retry.count).toBe(0)
  })

  it('hold nothing when nobody has tried anything', () => {
    expect(testBooks([]).sent).toBe(0)
  })
})
