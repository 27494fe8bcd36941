import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { PageError, PageNotFound, PagePending } from './components/page-states.tsx'
import { accountRoutes } from './routes/account.tsx'
import { connectionsRoutes } from './routes/connections.tsx'
import { appRoute, rootRoute, signedOutRoute } from './routes/layouts.tsx'
import { settingsRoutes } from './routes/settings.tsx'
import { signedOutRoutes } from './routes/signed-out.tsx'

/**
 * Every address of the dashboard; the files in routes/ have one part of the table each. A page is loaded with its
 * feature when it is first opened; its loader fetches what it shows. While it loads, when it fails and when it
 * is not there, it shows the defaults of `createAppRouter`; what it shows without data it says itself.
 * Filters are in `validateSearch`: they are part of the address.
 */
const routeTree = rootRoute.addChildren([
  signedOutRoute.addChildren([...signedOutRoutes]),
  appRoute.addChildren([...connectionsRoutes, accountRoutes, settingsRoutes]),
])

/** A page that comes sooner than this is not announced by a skeleton that only flashes. */
const PENDING_AFTER_MS = 200

export const createAppRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    // The query client decides what is fresh.
    defaultPreloadStaleTime: 0,
    defaultPendingMs: PENDING_AFTER_MS,
    defaultPendingComponent: PagePending,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: PageNotFound,
    scrollRestoration: true,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
