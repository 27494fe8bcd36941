import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router'
import * as v from 'valibot'
import { sourceCatalogQuery } from '../api/catalog.ts'
import { sourceQuery } from '../api/source-details.ts'
import { sourcesQuery } from '../api/sources.ts'
import { PanelPending } from '../components/page-states.tsx'
import { fineRangeSchema, timeRangeSchema } from '../format/time-range.ts'
import { debuggerSearch } from './debugger-search.ts'
import { appRoute } from './layouts.tsx'
import { schemaSearch } from './schema-search.ts'
import { catalogSearch, enabledSearch, pageSearch } from './search-schemas.ts'
import { textSearch } from './text-search.ts'

const sourcesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/sources',
  staticData: { crumb: 'Sources' },
})

const sourceListRoute = createRoute({
  getParentRoute: () => sourcesRoute,
  path: '/',
  validateSearch: v.object({
    q: textSearch,
    type: textSearch,
    label: textSearch,
    status: enabledSearch,
    page: pageSearch,
  }),
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(sourcesQuery())
  },
  component: lazyRouteComponent(
    () => import('../features/sources/sources-page.tsx'),
    'SourcesPage',
  ),
})

const sourceCatalogRoute = createRoute({
  getParentRoute: () => sourcesRoute,
  path: '/catalog',
  staticData: { crumb: 'Catalog' },
})

const sourceCatalogListRoute = createRoute({
  getParentRoute: () => sourceCatalogRoute,
  path: '/',
  validateSearch: catalogSearch,
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(sourceCatalogQuery())
  },
  component: lazyRouteComponent(
    () => import('../features/sources/source-catalog-page.tsx'),
    'SourceCatalogPage',
  ),
})

const addSourceRoute = createRoute({
  getParentRoute: () => sourceCatalogRoute,
  path: '/$kind',
  loader: async ({ context, params }) => {
    const catalog = await context.queryClient.ensureQueryData(sourceCatalogQuery())
    const kind = catalog.find(({ slug }) => slug === params.kind)
    if (kind === undefined) throw notFound()
    return { crumb: kind.name, kind }
  },
  component: lazyRouteComponent(
    () => import('../features/sources/add-source-page.tsx'),
    'AddSourcePage',
  ),
})

const sourceRoute = createRoute({
  getParentRoute: () => sourcesRoute,
  path: '/$sourceId',
  loader: async ({ context, params }) => {
    const source = await context.queryClient.ensureQueryData(sourceQuery(params.sourceId))
    return { crumb: source.name }
  },
  component: lazyRouteComponent(
    () => import('../features/sources/source-layout.tsx'),
    'SourceLayout',
  ),
})

const sourceOverviewRoute = createRoute({
  getParentRoute: () => sourceRoute,
  path: '/',
  validateSearch: v.object({ range: timeRangeSchema }),
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/sources/source-overview.tsx'),
    'SourceOverview',
  ),
})

const sourceSetupRoute = createRoute({
  getParentRoute: () => sourceRoute,
  path: '/setup',
  staticData: { crumb: 'Set-up' },
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/sources/source-setup.tsx'),
    'SourceSetup',
  ),
})

const sourceDestinationsRoute = createRoute({
  getParentRoute: () => sourceRoute,
  path: '/destinations',
  staticData: { crumb: 'Destinations' },
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/sources/source-destinations.tsx'),
    'SourceDestinations',
  ),
})

const sourceDeliveryRoute = createRoute({
  getParentRoute: () => sourceRoute,
  path: '/delivery',
  staticData: { crumb: 'Delivery' },
  validateSearch: v.object({ range: fineRangeSchema }),
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/delivery/source-delivery-page.tsx'),
    'SourceDeliveryPage',
  ),
})

const sourceSchemaRoute = createRoute({
  getParentRoute: () => sourceRoute,
  path: '/schema',
  staticData: { crumb: 'Schema' },
  validateSearch: schemaSearch,
  pendingComponent: PanelPending,
  component: lazyRouteComponent(() => import('../features/schema/schema-page.tsx'), 'SchemaPage'),
})

const sourceDebuggerRoute = createRoute({
  getParentRoute: () => sourceRoute,
  path: '/debugger',
  staticData: { crumb: 'Debugger' },
  validateSearch: debuggerSearch,
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/debugger/debugger-page.tsx'),
    'DebuggerPage',
  ),
})

const sourceSettingsRoute = createRoute({
  getParentRoute: () => sourceRoute,
  path: '/settings',
  staticData: { crumb: 'Settings' },
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/sources/source-settings.tsx'),
    'SourceSettings',
  ),
})

export const sourcesRoutes = sourcesRoute.addChildren([
  sourceListRoute,
  sourceCatalogRoute.addChildren([sourceCatalogListRoute, addSourceRoute]),
  sourceRoute.addChildren([
    sourceOverviewRoute,
    sourceSetupRoute,
    sourceDebuggerRoute,
    sourceSchemaRoute,
    sourceDestinationsRoute,
    sourceDeliveryRoute,
    sourceSettingsRoute,
  ]),
])
