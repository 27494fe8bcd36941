import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as v from 'valibot'
import { filterQuery } from '../api/destination-filters.ts'
import { destinationsQuery } from '../api/destinations.ts'
import { sourcesQuery } from '../api/sources.ts'
import { PanelPending } from '../components/page-states.tsx'
import { timeRangeSchema } from '../format/time-range.ts'
import { idSearch } from './debugger-search.ts'
import { deliverySearch } from './delivery-search.ts'
import { destinationRoute, destinationsRoute } from './destination.tsx'
import { destinationCatalogRoutes } from './destination-catalog.tsx'
import { mappingRoutes } from './mappings.tsx'
import { codeSearch, enabledSearch, pageSearch } from './search-schemas.ts'
import { textSearch } from './text-search.ts'

const destinationListRoute = createRoute({
  getParentRoute: () => destinationsRoute,
  path: '/',
  validateSearch: v.object({
    q: textSearch,
    type: textSearch,
    source: textSearch,
    status: enabledSearch,
    page: pageSearch,
  }),
  loader: async ({ context }) => {
    await Promise.all([
      context.queryClient.ensureQueryData(destinationsQuery()),
      context.queryClient.ensureQueryData(sourcesQuery()),
    ])
  },
  component: lazyRouteComponent(
    () => import('../features/destinations/destinations-page.tsx'),
    'DestinationsPage',
  ),
})

const destinationOverviewRoute = createRoute({
  getParentRoute: () => destinationRoute,
  path: '/',
  validateSearch: v.object({ range: timeRangeSchema }),
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/destinations/destination-overview.tsx'),
    'DestinationOverview',
  ),
})

const destinationFiltersRoute = createRoute({
  getParentRoute: () => destinationRoute,
  path: '/filters',
  staticData: { crumb: 'Filters' },
})

const filterListRoute = createRoute({
  getParentRoute: () => destinationFiltersRoute,
  path: '/',
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/filters/filters-page.tsx'),
    'FiltersPage',
  ),
})

const newFilterRoute = createRoute({
  getParentRoute: () => destinationFiltersRoute,
  path: '/new',
  staticData: { crumb: 'New filter' },
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/filters/filter-page.tsx'),
    'NewFilterPage',
  ),
})

const filterRoute = createRoute({
  getParentRoute: () => destinationFiltersRoute,
  path: '/$filterId',
  loader: async ({ context, params }) => {
    const { destinationId, filterId } = params
    const found = await context.queryClient.ensureQueryData(filterQuery(destinationId, filterId))
    return { crumb: found.title }
  },
  pendingComponent: PanelPending,
  component: lazyRouteComponent(() => import('../features/filters/filter-page.tsx'), 'FilterPage'),
})

const destinationDeliveryRoute = createRoute({
  getParentRoute: () => destinationRoute,
  path: '/delivery',
  staticData: { crumb: 'Delivery' },
  validateSearch: deliverySearch,
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/delivery/delivery-page.tsx'),
    'DeliveryPage',
  ),
})

const destinationFailedRoute = createRoute({
  getParentRoute: () => destinationRoute,
  path: '/failed',
  staticData: { crumb: 'Failed deliveries' },
  validateSearch: v.object({ code: codeSearch }),
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/destinations/failed-deliveries.tsx'),
    'FailedDeliveries',
  ),
})

const destinationTestRoute = createRoute({
  getParentRoute: () => destinationRoute,
  path: '/test',
  staticData: { crumb: 'Test' },
  // A recorded event of the source to begin with, by its messageId; the debugger links here.
  validateSearch: v.object({ event: idSearch }),
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/destinations/destination-test.tsx'),
    'DestinationTest',
  ),
})

const destinationSettingsRoute = createRoute({
  getParentRoute: () => destinationRoute,
  path: '/settings',
  staticData: { crumb: 'Settings' },
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/destinations/destination-settings.tsx'),
    'DestinationSettingsPage',
  ),
})

export const destinationsRoutes = destinationsRoute.addChildren([
  destinationListRoute,
  destinationCatalogRoutes,
  destinationRoute.addChildren([
    destinationOverviewRoute,
    mappingRoutes,
    destinationFiltersRoute.addChildren([filterListRoute, newFilterRoute, filterRoute]),
    destinationDeliveryRoute,
    destinationFailedRoute,
    destinationTestRoute,
    destinationSettingsRoute,
  ]),
])
