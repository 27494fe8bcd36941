import type { Count } from './balance.ts'

/** How a test of a destination may end: what a delivery would have counted it as. */
export const TEST_OUTCOMES = ['delivered', 'filtered', 'failed', 'retry'] as const
export type TestOutcome = (typeof TEST_OUTCOMES)[number]

/** Code -> count, for each outcome there is. */
export type TestCounts = Partial<Record<TestOutcome, Record<string, number>>>

/** Events that people sent to a destination to try it. They are in no other book. */
export interface TestBooks {
  sent: number
  outcomes: Record<TestOutcome, Count>
}

/** @param counts Of one hour or several. */
export function testBooks(counts: readonly TestCounts[]): TestBooks {
  const books: TestBooks = {
    sent: 0,
    outcomes: {
      delivered: { count: 0, reasons: {} },
      filtered: { count: 0, reasons: {} },
      failed: { count: 0, reasons: {} },
      retry: { count: 0, reasons: {} },
    },
  }
  for (const byOutcome of counts) {
    for (const outcome of TEST_OUTCOMES) {
      const of = books.outcomes[outcome]
      for (const [code, count] of Object.entries(byOutcome[outcome] ?? {})) {
        books.sent += count
        of.count += count
        of.reasons[code] = (Object.hasOwn(of.reasons, code) ? (of.reasons[code] ?? 0) : 0) + count
      }
    }
  }
  return books
}
