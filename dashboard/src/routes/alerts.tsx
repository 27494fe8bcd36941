import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as v from 'valibot'
import { alertQuery } from '../api/alerts.ts'
import { appRoute } from './layouts.tsx'
import { textSearch } from './text-search.ts'

const alertsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/alerts',
  staticData: { crumb: 'Alerts' },
})

const alertListRoute = createRoute({
  getParentRoute: () => alertsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../features/alerts/alerts-page.tsx'), 'AlertsPage'),
})

const newAlertRoute = createRoute({
  getParentRoute: () => alertsRoute,
  path: '/new',
  staticData: { crumb: 'New alert' },
  // What it is about, when one came from there.
  validateSearch: v.object({ destination: textSearch, source: textSearch }),
  component: lazyRouteComponent(() => import('../features/alerts/alert-page.tsx'), 'NewAlertPage'),
})

const alertRoute = createRoute({
  getParentRoute: () => alertsRoute,
  path: '/$alertId',
  loader: async ({ context, params }) => {
    const found = await context.queryClient.ensureQueryData(alertQuery(params.alertId))
    return { crumb: found.name }
  },
  component: lazyRouteComponent(() => import('../features/alerts/alert-page.tsx'), 'AlertPage'),
})

export const alertsRoutes = alertsRoute.addChildren([alertListRoute, newAlertRoute, alertRoute])
