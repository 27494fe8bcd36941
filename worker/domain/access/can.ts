import type { Permission } from './permission.ts'
import type { Action, Label, Resource, ResourceKind } from './resource.ts'
import { ROLES, type Role, type ScopeType } from './roles.ts'

/**
 * Who asks. Every entry to the management API turns its caller into a `Principal`, and every decision
 * is made by `can`: what no permission grants is denied.
 */
export interface Principal {
  kind: 'token' | 'user'
  id: string
  /** For the audit trail, as are `email` and `from`. */
  name: string
  email: string
  workspaceId: string
  /** Its own and those of its groups; they add up. */
  permissions: readonly Permission[]
  from: { ip: string; userAgent: string }
}

type Subject = Pick<Principal, 'workspaceId' | 'permissions'>

/** The type of resource that a scope has to list for a resource of a kind to be in it. */
const SCOPE_OF: Partial<Record<ResourceKind, ScopeType>> = {
  source: 'SOURCE',
  'write-key': 'SOURCE',
  destination: 'SOURCE',
  function: 'FUNCTION',
  warehouse: 'WAREHOUSE',
  space: 'SPACE',
  audience: 'SPACE',
}

/** What belonging to the workspace is enough for. */
const EVERY_MEMBER: Partial<Record<ResourceKind, readonly Action[]>> = {
  workspace: ['read'],
  label: ['read'],
}

/** Whether some resources of the kind can be open to a caller who may not see all of them. */
export const isScoped = (kind: ResourceKind): boolean => SCOPE_OF[kind] !== undefined

export function can(who: Subject, action: Action, resource: Resource): boolean {
  if (EVERY_MEMBER[resource.kind]?.includes(action)) return true
  return who.permissions.some(
    (permission) =>
      permits(permission, who.workspaceId, action, resource.kind) &&
      covers(permission, who.workspaceId, action, resource),
  )
}

/** Whether there can be a resource of this kind with which the caller may do this. */
export function mayEver(who: Subject, action: Action, kind: ResourceKind): boolean {
  if (can(who, action, { kind })) return true
  if (action === 'create' || !isScoped(kind)) return false
  return who.permissions.some((permission) => permits(permission, who.workspaceId, action, kind))
}

export const isOwner = (who: Subject): boolean =>
  who.permissions.some((permission) => isOwnerOf(permission, who.workspaceId))

const isOwnerOf = (permission: Permission, workspaceId: string): boolean =>
  permission.roleId === 'workspace-owner' && namesWorkspace(permission, workspaceId)

function permits(
  permission: Permission,
  workspaceId: string,
  action: Action,
  kind: ResourceKind,
): boolean {
  if (isOwnerOf(permission, workspaceId)) return true
  const role: Role | undefined = ROLES[permission.roleId]
  return role?.may[kind]?.includes(action) === true
}

function covers(
  permission: Permission,
  workspaceId: string,
  action: Action,
  { kind, within }: Resource,
): boolean {
  if (namesWorkspace(permission, workspaceId)) {
    if (permission.labels.length === 0) return true
    // What does not exist yet carries no label.
    return action !== 'create' && hasAll(within?.labels ?? [], permission.labels)
  }
  if (action === 'create' || within === undefined) return false
  const type = SCOPE_OF[kind]
  return permission.resources.some((entry) => entry.type === type && entry.id === within.id)
}

const namesWorkspace = ({ resources }: Permission, workspaceId: string): boolean =>
  resources.some(({ id, type }) => type === 'WORKSPACE' && id === workspaceId)

/** A resource has to carry every label of a permission, not one of them. */
const hasAll = (carried: readonly Label[], wanted: readonly Label[]): boolean =>
  wanted.every((label) => carried.some((own) => sameLabel(own, label)))

export const sameLabel = (a: Label, b: Label): boolean =>
  a.key.toLowerCase() === b.key.toLowerCase() && a.value.toLowerCase() === b.value.toLowerCase()
