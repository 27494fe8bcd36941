import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { booksQuery } from '../api/books.ts'
import { checklistQuery } from '../api/checklist.ts'
import { alertsRoutes } from './alerts.tsx'
import { booksRoute } from './books.tsx'
import { destinationsRoutes } from './destinations.tsx'
import { appRoute } from './layouts.tsx'
import { sourcesRoutes } from './sources.tsx'
import { traceRoute } from './trace.ts'

const homeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  staticData: { crumb: 'Home' },
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(checklistQuery())
    void context.queryClient.prefetchQuery(booksQuery('24h'))
  },
  component: lazyRouteComponent(() => import('../features/home/home-page.tsx'), 'HomePage'),
})

export const connectionsRoutes = [
  homeRoute,
  sourcesRoutes,
  destinationsRoutes,
  traceRoute,
  booksRoute,
  alertsRoutes,
] as const
