import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { destinationQuery } from '../api/destination-details.ts'
import { appRoute } from './layouts.tsx'

export const destinationsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/destinations',
  staticData: { crumb: 'Destinations' },
})

/** Around the pages of one destination. */
export const destinationRoute = createRoute({
  getParentRoute: () => destinationsRoute,
  path: '/$destinationId',
  loader: async ({ context, params }) => {
    const found = await context.queryClient.ensureQueryData(destinationQuery(params.destinationId))
    return { crumb: found.name }
  },
  component: lazyRouteComponent(
    () => import('../features/destinations/destination-layout.tsx'),
    'DestinationLayout',
  ),
})
