import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as v from 'valibot'
import { sourcesQuery } from '../api/sources.ts'
import { idSearch } from './debugger-search.ts'
import { appRoute } from './layouts.tsx'
import { textSearch } from './text-search.ts'

export const traceRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/trace',
  staticData: { crumb: 'Event trace' },
  validateSearch: v.object({
    /** The messageId to trace. */
    id: idSearch,
    /** Or a user id, to choose among what came of them lately. */
    user: idSearch,
    /** UTC day of `receivedAt`, for older events. */
    day: textSearch,
    source: textSearch,
  }),
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(sourcesQuery())
  },
  component: lazyRouteComponent(() => import('../features/trace/trace-page.tsx'), 'TracePage'),
})
