import { createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import * as v from 'valibot'
import { auditFiltersQuery, auditQuery } from '../api/audit.ts'
import {
  groupsQuery,
  invitationsQuery,
  membersQuery,
  rolesQuery,
  tokensQuery,
} from '../api/team.ts'
import { workspaceQuery } from '../api/workspace.ts'
import { PanelPending } from '../components/page-states.tsx'
import { auditSearchSchema, toFilter } from '../features/audit-trail/audit-search.ts'
import { appRoute } from './layouts.tsx'
import { textSearch } from './text-search.ts'

const settingsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings',
  staticData: { crumb: 'Settings' },
  component: Outlet,
})

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/workspace' })
  },
})

const workspaceRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/workspace',
  staticData: { crumb: 'Workspace' },
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(workspaceQuery())
  },
  component: lazyRouteComponent(
    () => import('../features/settings/workspace-page.tsx'),
    'WorkspacePage',
  ),
})

const accessRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/access',
  staticData: { crumb: 'Access' },
  loader: ({ context }) => {
    // Roles are chosen from, and named, on each of its pages.
    void context.queryClient.prefetchQuery(rolesQuery())
  },
  component: lazyRouteComponent(
    () => import('../features/access/access-layout.tsx'),
    'AccessLayout',
  ),
})

const membersRoute = createRoute({
  getParentRoute: () => accessRoute,
  path: '/',
  validateSearch: v.object({ q: textSearch }),
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(membersQuery())
  },
  pendingComponent: PanelPending,
  component: lazyRouteComponent(() => import('../features/access/members-page.tsx'), 'MembersPage'),
})

const invitationsRoute = createRoute({
  getParentRoute: () => accessRoute,
  path: '/invitations',
  staticData: { crumb: 'Invitations' },
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(invitationsQuery())
  },
  pendingComponent: PanelPending,
  component: lazyRouteComponent(
    () => import('../features/access/invitations-page.tsx'),
    'InvitationsPage',
  ),
})

const groupsRoute = createRoute({
  getParentRoute: () => accessRoute,
  path: '/groups',
  staticData: { crumb: 'Groups' },
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(groupsQuery())
  },
  pendingComponent: PanelPending,
  component: lazyRouteComponent(() => import('../features/access/groups-page.tsx'), 'GroupsPage'),
})

const tokensRoute = createRoute({
  getParentRoute: () => accessRoute,
  path: '/tokens',
  staticData: { crumb: 'API tokens' },
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(tokensQuery())
  },
  pendingComponent: PanelPending,
  component: lazyRouteComponent(() => import('../features/access/tokens-page.tsx'), 'TokensPage'),
})

const auditTrailRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/audit-trail',
  staticData: { crumb: 'Audit trail' },
  validateSearch: auditSearchSchema,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    // The page keeps its rows while it waits for others.
    void context.queryClient.prefetchQuery(auditQuery(toFilter(deps), deps.cursor))
    void context.queryClient.prefetchQuery(auditFiltersQuery())
  },
  component: lazyRouteComponent(
    () => import('../features/audit-trail/audit-trail-page.tsx'),
    'AuditTrailPage',
  ),
})

export const settingsRoutes = settingsRoute.addChildren([
  settingsIndexRoute,
  workspaceRoute,
  accessRoute.addChildren([membersRoute, invitationsRoute, groupsRoute, tokensRoute]),
  auditTrailRoute,
])
