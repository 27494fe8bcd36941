import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { destinationsQuery } from '../api/destinations.ts'
import { sourcesQuery } from '../api/sources.ts'
import { appRoute } from './layouts.tsx'

const homeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  staticData: { crumb: 'Home' },
  component: lazyRouteComponent(() => import('../features/home/home-page.tsx'), 'HomePage'),
})

const sourcesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/sources',
  staticData: { crumb: 'Sources' },
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(sourcesQuery())
  },
  component: lazyRouteComponent(
    () => import('../features/sources/sources-page.tsx'),
    'SourcesPage',
  ),
})

const destinationsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/destinations',
  staticData: { crumb: 'Destinations' },
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(destinationsQuery())
  },
  component: lazyRouteComponent(
    () => import('../features/destinations/destinations-page.tsx'),
    'DestinationsPage',
  ),
})

export const connectionsRoutes = [homeRoute, sourcesRoute, destinationsRoute] as const
