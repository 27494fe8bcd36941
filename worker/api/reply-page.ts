import type { Result } from '../domain/result.ts'
import { pagination, parseWindow, windowOf } from './conventions.ts'
import { type Failure, type Reply, reply } from './endpoint.ts'

/** The page that the query asks for, of a list that is at hand as a whole, under the list's name. */
export function replyPage<T>(
  query: URLSearchParams,
  name: string,
  items: readonly T[],
  show: (item: T) => unknown,
): Result<Reply, Failure> {
  const window = parseWindow(query)
  if (!window.ok) return window
  return reply({
    [name]: windowOf(items, window.value).map(show),
    pagination: pagination(window.value, items.length),
  })
}
