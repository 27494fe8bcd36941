import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import * as v from 'valibot'
import { signInMethodsQuery } from './api/auth.ts'
import { destinationsQuery } from './api/destinations.ts'
import { currentWorkspace, meQuery, setupStateQuery } from './api/me.ts'
import { sourcesQuery } from './api/sources.ts'
import { PageError, PageNotFound, PagePending } from './components/page-states.tsx'
import { AppShell } from './shell/app-shell.tsx'
import { SignedOutLayout } from './shell/signed-out-layout.tsx'

/**
 * Every address of the dashboard. A page is loaded with its feature when it is first opened; its loader
 * fetches what it shows, and what it shows while loading, on failure and without data is the defaults
 * of `createAppRouter` unless it says otherwise. Filters are in `validateSearch`: they are part of the address.
 */

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet })

/** Text in an address; anything else there counts as absent. */
const textSearch = v.fallback(v.optional(v.string()), undefined)

// --- Signed out ---------------------------------------------------------------------------------

const signedOutRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-out',
  component: SignedOutLayout,
})

const setupRoute = createRoute({
  getParentRoute: () => signedOutRoute,
  path: '/setup',
  validateSearch: v.object({ code: textSearch }),
  loader: async ({ context }) => {
    await context.queryClient.fetchQuery(setupStateQuery())
  },
  component: lazyRouteComponent(() => import('./features/sign-in/setup-page.tsx'), 'SetupPage'),
})

const signInRoute = createRoute({
  getParentRoute: () => signedOutRoute,
  path: '/sign-in',
  // `error` is what a provider's page came back with.
  validateSearch: v.object({ next: textSearch, error: textSearch }),
  loader: ({ context }) => void context.queryClient.prefetchQuery(signInMethodsQuery()),
  component: lazyRouteComponent(() => import('./features/sign-in/sign-in-page.tsx'), 'SignInPage'),
})

const forgotPasswordRoute = createRoute({
  getParentRoute: () => signedOutRoute,
  path: '/forgot-password',
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(signInMethodsQuery())
  },
  component: lazyRouteComponent(
    () => import('./features/sign-in/forgot-password-page.tsx'),
    'ForgotPasswordPage',
  ),
})

const resetPasswordRoute = createRoute({
  getParentRoute: () => signedOutRoute,
  path: '/reset-password',
  validateSearch: v.object({ token: textSearch, error: textSearch }),
  component: lazyRouteComponent(
    () => import('./features/sign-in/reset-password-page.tsx'),
    'ResetPasswordPage',
  ),
})

// --- Signed in ----------------------------------------------------------------------------------

const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  component: AppShell,
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery())
    if (me === null) {
      const { ownerExists } = await context.queryClient.fetchQuery(setupStateQuery())
      if (!ownerExists) throw redirect({ to: '/setup' })
      const next = location.href === '/' ? undefined : location.href
      throw redirect({ to: '/sign-in', search: { next } })
    }
    return { me, workspace: currentWorkspace(me) }
  },
})

const homeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  staticData: { crumb: 'Home' },
  component: lazyRouteComponent(() => import('./features/home/home-page.tsx'), 'HomePage'),
})

// Connections

const sourcesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/sources',
  staticData: { crumb: 'Sources' },
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(sourcesQuery())
  },
  component: lazyRouteComponent(() => import('./features/sources/sources-page.tsx'), 'SourcesPage'),
})

const destinationsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/destinations',
  staticData: { crumb: 'Destinations' },
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(destinationsQuery())
  },
  component: lazyRouteComponent(
    () => import('./features/destinations/destinations-page.tsx'),
    'DestinationsPage',
  ),
})

// Account and settings

const accountRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/account',
  staticData: { crumb: 'Account settings' },
  component: lazyRouteComponent(() => import('./features/account/account-page.tsx'), 'AccountPage'),
})

const routeTree = rootRoute.addChildren([
  signedOutRoute.addChildren([setupRoute, signInRoute, forgotPasswordRoute, resetPasswordRoute]),
  appRoute.addChildren([homeRoute, sourcesRoute, destinationsRoute, accountRoute]),
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
