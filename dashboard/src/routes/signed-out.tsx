import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as v from 'valibot'
import { signInMethodsQuery } from '../api/auth.ts'
import { meQuery, setupStateQuery } from '../api/me.ts'
import { loadInvitation } from '../features/sign-in/load-invitation.ts'
import { signedOutRoute } from './layouts.tsx'
import { textSearch } from './text-search.ts'

const setupRoute = createRoute({
  getParentRoute: () => signedOutRoute,
  path: '/setup',
  validateSearch: v.object({ code: textSearch }),
  loader: async ({ context }) => {
    await context.queryClient.fetchQuery(setupStateQuery())
  },
  component: lazyRouteComponent(() => import('../features/sign-in/setup-page.tsx'), 'SetupPage'),
})

const signInRoute = createRoute({
  getParentRoute: () => signedOutRoute,
  path: '/sign-in',
  // `error` is what a provider's page came back with.
  validateSearch: v.object({ next: textSearch, error: textSearch }),
  loader: ({ context }) => void context.queryClient.prefetchQuery(signInMethodsQuery()),
  component: lazyRouteComponent(() => import('../features/sign-in/sign-in-page.tsx'), 'SignInPage'),
})

const inviteRoute = createRoute({
  getParentRoute: () => signedOutRoute,
  path: '/invite',
  validateSearch: v.object({ token: textSearch, error: textSearch }),
  loaderDeps: ({ search }) => ({ token: search.token }),
  loader: async ({ context, deps }) => {
    const [invitation] = await Promise.all([
      loadInvitation(deps.token),
      context.queryClient.ensureQueryData(meQuery()),
      context.queryClient.prefetchQuery(signInMethodsQuery()),
    ])
    return invitation
  },
  component: lazyRouteComponent(() => import('../features/sign-in/invite-page.tsx'), 'InvitePage'),
})

const forgotPasswordRoute = createRoute({
  getParentRoute: () => signedOutRoute,
  path: '/forgot-password',
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(signInMethodsQuery())
  },
  component: lazyRouteComponent(
    () => import('../features/sign-in/forgot-password-page.tsx'),
    'ForgotPasswordPage',
  ),
})

const resetPasswordRoute = createRoute({
  getParentRoute: () => signedOutRoute,
  path: '/reset-password',
  validateSearch: v.object({ token: textSearch, error: textSearch }),
  component: lazyRouteComponent(
    () => import('../features/sign-in/reset-password-page.tsx'),
    'ResetPasswordPage',
  ),
})

export const signedOutRoutes = [
  setupRoute,
  signInRoute,
  inviteRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
] as const
