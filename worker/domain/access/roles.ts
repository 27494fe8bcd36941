import type { Action, ResourceKind } from './resource.ts'

/** What a role may be given for: the whole workspace, or single resources of a type. */
export type ScopeType = 'WORKSPACE' | 'SOURCE' | 'SPACE' | 'WAREHOUSE' | 'FUNCTION'
export const SCOPE_TYPES = ['WORKSPACE', 'SOURCE', 'SPACE', 'WAREHOUSE', 'FUNCTION'] as const

export interface Role {
  name: string
  description: string
  /** `WORKSPACE` first: everything of its kind, now and in future. */
  scopes: readonly [ScopeType, ...ScopeType[]]
  /** Whether a grant for the workspace may be narrowed to resources that carry labels. */
  labels: boolean
  /** What it may do with which resources; `create` is judged as a right over the whole workspace. */
  may: Readonly<Partial<Record<ResourceKind, readonly Action[]>>>
}

const READ = ['read'] as const
const EDIT = ['read', 'write'] as const
const ALL = ['read', 'write', 'create'] as const

/** For the whole workspace only, unless it says more. */
const role = ({
  scopes = ['WORKSPACE'],
  labels = false,
  ...rest
}: Omit<Role, 'scopes' | 'labels'> & Partial<Role>): Role => ({ ...rest, scopes, labels })

/**
 * The roles that a member, a group, an invitation or a token can be given. Rights add up. What a
 * role does not name, it may not do; `workspace-owner` alone is not looked up here.
 */
export const ROLES = {
  'workspace-owner': role({
    name: 'Workspace Owner',
    description: 'May do everything in the workspace: members, tokens and the audit trail too.',
    may: {},
  }),
  'workspace-member': role({
    name: 'Minimal Workspace Access',
    description: 'Belongs to the workspace and sees nothing in it. Other roles add to it.',
    may: {},
  }),
  'source-admin': role({
    name: 'Source Admin',
    description:
      'Edits sources, their settings and write keys, and the destinations connected to them. Creates sources when given for all of them.',
    scopes: ['WORKSPACE', 'SOURCE'],
    labels: true,
    may: { source: ALL, 'write-key': EDIT, destination: EDIT },
  }),
  'source-read-only': role({
    name: 'Source Read-only',
    description: 'Sees sources and the destinations connected to them, but no write keys.',
    scopes: ['WORKSPACE', 'SOURCE'],
    labels: true,
    may: { source: READ, destination: READ },
  }),
  'function-admin': role({
    name: 'Function Admin',
    description: 'Edits functions.',
    scopes: ['WORKSPACE', 'FUNCTION'],
    may: { function: ALL },
  }),
  'function-read-only': role({
    name: 'Function Read-only',
    description: 'Sees functions.',
    scopes: ['WORKSPACE', 'FUNCTION'],
    may: { function: READ },
  }),
  'tracking-plan-admin': role({
    name: 'Tracking Plan Admin',
    description: 'Edits all tracking plans.',
    may: { 'tracking-plan': ALL },
  }),
  'tracking-plan-read-only': role({
    name: 'Tracking Plan Read-only',
    description: 'Sees all tracking plans.',
    may: { 'tracking-plan': READ },
  }),
  'warehouse-admin': role({
    name: 'Warehouse Admin',
    description: 'Edits warehouses and their schedules.',
    scopes: ['WORKSPACE', 'WAREHOUSE'],
    may: { warehouse: ALL },
  }),
  'warehouse-read-only': role({
    name: 'Warehouse Read-only',
    description: 'Sees warehouses and their syncs.',
    scopes: ['WORKSPACE', 'WAREHOUSE'],
    may: { warehouse: READ },
  }),
  'identity-admin': role({
    name: 'Identity Admin',
    description: 'Edits the identity settings of all spaces.',
    may: { identity: ALL },
  }),
  'unify-and-engage-admin': role({
    name: 'Unify and Engage Admin',
    description: 'Edits spaces: settings, traits, audiences and journeys.',
    scopes: ['WORKSPACE', 'SPACE'],
    labels: true,
    may: { space: ALL, audience: ALL },
  }),
  'engage-user': role({
    name: 'Unify Read-only and Engage User',
    description: 'Sees spaces; edits their traits, audiences and journeys.',
    scopes: ['WORKSPACE', 'SPACE'],
    labels: true,
    may: { space: READ, audience: ALL },
  }),
  'unify-and-engage-read-only': role({
    name: 'Unify and Engage Read-only',
    description: 'Sees spaces, traits, audiences and journeys.',
    scopes: ['WORKSPACE', 'SPACE'],
    labels: true,
    may: { space: READ, audience: READ },
  }),
  'entities-admin': role({
    name: 'Entities Admin',
    description: 'Edits the data graph and its warehouse connections.',
    may: { entity: ALL },
  }),
  'entities-read-only': role({
    name: 'Entities Read-only',
    description: 'Sees the data graph.',
    may: { entity: READ },
  }),
  'end-user-privacy-admin': role({
    name: 'End User Privacy Admin',
    description: 'Deletes and suppresses end users, and nothing else.',
    may: { privacy: ALL },
  }),
  'pii-access': role({
    name: 'PII Access',
    description:
      'Sees personal data unmasked in resources that other roles open. It opens none itself.',
    may: { 'personal-data': READ },
  }),
} as const satisfies Record<string, Role>

export type RoleId = keyof typeof ROLES
export const ROLE_IDS = Object.keys(ROLES) as [RoleId, ...RoleId[]]
export const isRoleId = (id: string): id is RoleId => Object.hasOwn(ROLES, id)
