import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router'
import * as v from 'valibot'
import { destinationCatalogQuery } from '../api/catalog.ts'
import { destinationQuery } from '../api/destination-details.ts'
import { filterQuery } from '../api/destination-filters.ts'
import { destinationsQuery } from '../api/destinations.ts'
import { sourcesQuery } from '../api/sources.ts'
import { PanelPending } from '../components/page-states.tsx'
import { timeRangeSchema } from '../format/time-range.ts'
import { idSearch } from './debugger-search.ts'
import { deliverySearch } from './delivery-search.ts'
import { appRoute } from './layouts.tsx'
import { catalogSearch, codeSearch, enabledSearch, pageSearch } from './search-schemas.ts'
import { textSearch } from './text-search.ts'

const destinationsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/destinations',
  staticData: { crumb: 'Destinations' },
})

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

const destinationCatalogRoute = createRoute({
  getParentRoute: () => destinationsRoute,
  path: '/catalog',
  staticData: { crumb: 'Catalog' },
  // The source that the destination is to be added to, when one came from its page.
  validateSearch: v.object({ source: textSearch }),
})

const destinationCatalogListRoute = createRoute({
  getParentRoute: () => destinationCatalogRoute,
  path: '/',
  validateSearch: catalogSearch,
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(destinationCatalogQuery())
  },
  component: lazyRouteComponent(
    () => import('../features/destinations/destination-catalog-page.tsx'),
    'DestinationCatalogPage',
  ),
})

const addDestinationRoute = createRoute({
  getParentRoute: () => destinationCatalogRoute,
  path: '/$kind',
  loader: async ({ context, params }) => {
    const [catalog] = await Promise.all([
      context.queryClient.ensureQueryData(destinationCatalogQuery()),
      context.queryClient.ensureQueryData(sourcesQuery()),
    ])
    const kind = catalog.find(({ slug }) => slug === params.kind)
    if (kind === undefined) throw notFound()
    return { crumb: kind.name, kind }
  },
  component: lazyRouteComponent(
    () => import('../features/destinations/add-destination-page.tsx'),
    'AddDestinationPage',
  ),
})

const destinationRoute = createRoute({
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
  destinationCatalogRoute.addChildren([destinationCatalogListRoute, addDestinationRoute]),
  destinationRoute.addChildren([
    destinationOverviewRoute,
    destinationFiltersRoute.addChildren([filterListRoute, newFilterRoute, filterRoute]),
    destinationDeliveryRoute,
    destinationFailedRoute,
    destinationTestRoute,
    destinationSettingsRoute,
  ]),
])
