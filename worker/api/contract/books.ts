import * as v from 'valibot'
import type { DestinationBooks, SourceBooks } from '../../domain/balance.ts'
import type { TestBooks } from '../../domain/test-books.ts'

const hourSchema = v.pipe(
  v.string(),
  v.regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}(:|$)/,
    'An hour such as 2026-11-23T17, or a time in it, in UTC.',
  ),
  v.transform((text) => text.slice(0, 13)),
  v.check((text) => !Number.isNaN(Date.parse(`${text}:00Z`)), 'There is no such hour.'),
)

export const booksQuerySchema = v.object({
  sourceId: v.optional(v.string()),
  /** Inclusive. */
  from: v.optional(hourSchema),
  /** Exclusive. */
  to: v.optional(hourSchema),
})

/** Each entry has the whole range, and below it each hour in which something happened. */
export interface BooksAnswer {
  from: string
  to: string
  sources: ({
    sourceId: string
    name: string
    hours: ({ hour: string } & SourceBooks)[]
  } & SourceBooks)[]
  destinations: ({
    destinationId: string
    sourceId: string
    name: string
    hours: ({ hour: string } & DestinationBooks)[]
    /** What people sent to try it, by the hour of sending; in none of the counts above. */
    tests: TestBooks & { hours: ({ hour: string } & TestBooks)[] }
  } & DestinationBooks)[]
}
