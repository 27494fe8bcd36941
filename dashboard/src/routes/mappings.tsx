import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as v from 'valibot'
import { catalogDetailQuery } from '../api/catalog-details.ts'
import { destinationQuery } from '../api/destination-details.ts'
import { mappingsQuery } from '../api/mappings.ts'
import { PanelPending } from '../components/page-states.tsx'
import { destinationRoute } from './destination.tsx'
import { textSearch } from './text-search.ts'

const mappingsRoute = createRoute({
  getParentRoute: () => destinationRoute,
  path: '/mappings',
  staticData: { crumb: 'Mappings' },
  loader: async ({ context: { queryClient }, params: { destinationId } }) => {
    const [destination] = await Promise.all([
      queryClient.ensureQueryData(destinationQuery(destinationId)),
      queryClient.ensureQueryData(mappingsQuery(destinationId)),
    ])
    await queryClient.ensureQueryData(catalogDetailQuery(destination.metadata.slug))
  },
  pendingComponent: PanelPending,
})

const mappingListRoute = createRoute({
  getParentRoute: () => mappingsRoute,
  path: '/',
  component: lazyRouteComponent(
    () => import('../features/mappings/mappings-page.tsx'),
    'MappingsPage',
  ),
})

const newMappingRoute = createRoute({
  getParentRoute: () => mappingsRoute,
  path: '/new',
  staticData: { crumb: 'New mapping' },
  validateSearch: v.object({ q: textSearch }),
  component: lazyRouteComponent(
    () => import('../features/mappings/new-mapping-page.tsx'),
    'NewMappingPage',
  ),
})

const mappingRoute = createRoute({
  getParentRoute: () => mappingsRoute,
  path: '/$mappingId',
  loader: async ({ context: { queryClient }, params: { destinationId, mappingId } }) => {
    const mappings = await queryClient.ensureQueryData(mappingsQuery(destinationId))
    return { crumb: mappings.find(({ id }) => id === mappingId)?.name ?? 'Mapping' }
  },
  component: lazyRouteComponent(
    () => import('../features/mappings/mapping-editor-page.tsx'),
    'MappingEditorPage',
  ),
})

export const mappingRoutes = mappingsRoute.addChildren([
  mappingListRoute,
  newMappingRoute,
  mappingRoute,
])
