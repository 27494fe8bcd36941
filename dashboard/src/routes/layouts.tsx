import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { currentWorkspace, meQuery, setupStateQuery } from '../api/me.ts'
import { SignedOutLayout } from '../shell/signed-out-layout.tsx'

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
})

/** Around the pages for those who are not signed in. */
export const signedOutRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-out',
  component: SignedOutLayout,
})

/** Around all others; leads to the sign-in, or to the set-up of a fresh deployment. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  component: lazyRouteComponent(() => import('../shell/app-shell.tsx'), 'AppShell'),
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
