import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as v from 'valibot'
import { connectedProvidersQuery, passkeysQuery, sessionsQuery } from '../api/account.ts'
import { PanelPending } from '../components/page-states.tsx'
import { appRoute } from './layouts.tsx'
import { textSearch } from './text-search.ts'

const accountRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/account',
  staticData: { crumb: 'Account settings' },
  component: lazyRouteComponent(
    () => import('../features/account/account-layout.tsx'),
    'AccountLayout',
  ),
})

const profileRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/',
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/account/profile-page.tsx'),
    'ProfilePage',
  ),
})

const securityRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/security',
  // `error` is what a provider's page came back with.
  validateSearch: v.object({ error: textSearch }),
  staticData: { crumb: 'Security' },
  loader: async ({ context }) => {
    await Promise.all([
      context.queryClient.ensureQueryData(passkeysQuery()),
      context.queryClient.ensureQueryData(connectedProvidersQuery()),
    ])
  },
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/account/security-page.tsx'),
    'SecurityPage',
  ),
})

const sessionsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/sessions',
  staticData: { crumb: 'Sessions' },
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(sessionsQuery())
  },
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/account/sessions-page.tsx'),
    'SessionsPage',
  ),
})

export const accountRoutes = accountRoute.addChildren([profileRoute, securityRoute, sessionsRoute])
