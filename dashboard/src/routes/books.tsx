import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as v from 'valibot'
import { destinationsQuery } from '../api/destinations.ts'
import { sourcesQuery } from '../api/sources.ts'
import { timeRangeSchema } from '../format/time-range.ts'
import { appRoute } from './layouts.tsx'
import { pageSearch } from './search-schemas.ts'
import { textSearch } from './text-search.ts'

/** An hour of the books, in UTC. */
const hourSearch = v.fallback(
  v.optional(v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}$/))),
  undefined,
)

export const booksRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/books',
  staticData: { crumb: 'Books' },
  validateSearch: v.object({
    source: textSearch,
    destination: textSearch,
    range: timeRangeSchema,
    hour: hourSearch,
    page: pageSearch,
  }),
  loader: async ({ context }) => {
    await Promise.all([
      context.queryClient.ensureQueryData(sourcesQuery()),
      context.queryClient.ensureQueryData(destinationsQuery()),
    ])
  },
  component: lazyRouteComponent(() => import('../features/books/books-page.tsx'), 'BooksPage'),
})
