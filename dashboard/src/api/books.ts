import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { BooksAnswer } from '../../../worker/api/contract/books.ts'
import { hoursOf, type TimeRange } from '../format/time-range.ts'
import { api } from './client.ts'

export type { BooksAnswer }
export type SourceBooksAnswer = BooksAnswer['sources'][number]
export type DestinationBooksAnswer = BooksAnswer['destinations'][number]

/** How often a page that shows counts asks for them anew. */
export const COUNTS_REFRESH_MS = 10_000

/** What became of every event; without a source, of those of up to twenty sources. */
export const booksQuery = (range: TimeRange, sourceId?: string) =>
  queryOptions({
    queryKey: ['books', sourceId ?? null, range],
    queryFn: ({ signal }) =>
      api.get<BooksAnswer>('/books', {
        signal,
        query: { sourceId, ...hoursOf(range, Date.now()) },
      }),
    placeholderData: keepPreviousData,
  })
