import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router'
import * as v from 'valibot'
import { destinationCatalogQuery } from '../api/catalog.ts'
import { catalogDetailQuery, catalogIndexQuery } from '../api/catalog-details.ts'
import { sourcesQuery } from '../api/sources.ts'
import { destinationsRoute } from './destination.tsx'
import { destinationCatalogSearch } from './search-schemas.ts'
import { textSearch } from './text-search.ts'

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
  validateSearch: destinationCatalogSearch,
  loader: async ({ context }) => {
    await Promise.all([
      context.queryClient.ensureQueryData(destinationCatalogQuery()),
      context.queryClient.ensureQueryData(catalogIndexQuery()),
    ])
  },
  component: lazyRouteComponent(
    () => import('../features/destinations/destination-catalog-page.tsx'),
    'DestinationCatalogPage',
  ),
})

const catalogEntryRoute = createRoute({
  getParentRoute: () => destinationCatalogRoute,
  path: '/$kind',
  loader: async ({ context, params }) => {
    const [catalog] = await Promise.all([
      context.queryClient.ensureQueryData(destinationCatalogQuery()),
      context.queryClient.ensureQueryData(catalogDetailQuery(params.kind)),
      context.queryClient.ensureQueryData(sourcesQuery()),
    ])
    const kind = catalog.find(({ slug }) => slug === params.kind)
    if (kind === undefined) throw notFound()
    return { crumb: kind.name, kind }
  },
})

const catalogDetailRoute = createRoute({
  getParentRoute: () => catalogEntryRoute,
  path: '/',
  component: lazyRouteComponent(
    () => import('../features/destinations/catalog-detail-page.tsx'),
    'CatalogDetailPage',
  ),
})

const addDestinationRoute = createRoute({
  getParentRoute: () => catalogEntryRoute,
  path: '/add',
  staticData: { crumb: 'Add' },
  component: lazyRouteComponent(
    () => import('../features/destinations/add-destination-page.tsx'),
    'AddDestinationPage',
  ),
})

export const destinationCatalogRoutes = destinationCatalogRoute.addChildren([
  destinationCatalogListRoute,
  catalogEntryRoute.addChildren([catalogDetailRoute, addDestinationRoute]),
])
