import { err, ok, type Result } from '../result.ts'
import { sameLabel } from './can.ts'
import type { Permission } from './permission.ts'
import type { Label } from './resource.ts'
import { ROLES, type RoleId, type ScopeType } from './roles.ts'

/** A permission as somebody asks for it; without resources it is meant for the workspace. */
export interface RequestedPermission {
  roleId: RoleId
  resources?:
    | readonly { id: string; type: ScopeType; labels?: readonly Label[] | undefined }[]
    | undefined
  labels?: readonly Label[] | undefined
}

/** What a permission may refer to. */
export interface KnownResources {
  workspaceId: string
  /** Ids of what there is, by type. */
  ids: Partial<Record<ScopeType, ReadonlySet<string>>>
  labels: readonly Label[]
}

export interface PermissionProblem {
  /** Part of the permission that is to blame. */
  field: 'resources' | 'labels'
  message: string
}

/**
 * A requested permission in the form that is kept, or what is wrong with it: a role is given for the
 * workspace, perhaps narrowed by labels, or for resources of one type that the role knows.
 */
export function checkPermission(
  input: RequestedPermission,
  known: KnownResources,
): Result<Permission, PermissionProblem> {
  const role = ROLES[input.roleId]
  const resources = input.resources ?? [{ id: known.workspaceId, type: 'WORKSPACE' as const }]
  const types = new Set(resources.map(({ type }) => type))
  const [type = 'WORKSPACE'] = types
  if (types.size > 1) return no('resources', 'All resources have to be of one type.')
  if (!(role.scopes as readonly ScopeType[]).includes(type)) {
    return no('resources', `${role.name} is given for: ${role.scopes.join(', ')}.`)
  }
  const unknown = resources.find(({ id }) =>
    type === 'WORKSPACE' ? id !== known.workspaceId : known.ids[type]?.has(id) !== true,
  )
  if (unknown !== undefined) return no('resources', `There is no such resource: ${unknown.id}.`)
  const asked = [...(input.labels ?? []), ...resources.flatMap(({ labels }) => labels ?? [])]
  const labels = distinct(asked)
  if (labels.length > 0 && (type !== 'WORKSPACE' || !role.labels)) {
    return no(
      'labels',
      'Labels narrow down roles for the workspace that are about sources or spaces.',
    )
  }
  const missing = labels.find((label) => !known.labels.some((other) => sameLabel(label, other)))
  if (missing !== undefined) {
    return no('labels', `There is no such label: ${missing.key}:${missing.value}.`)
  }
  return ok({
    roleId: input.roleId,
    resources: [...new Set(resources.map(({ id }) => id))].map((id) => ({ id, type })),
    labels,
  })
}

const no = (field: PermissionProblem['field'], message: string) => err({ field, message })

const distinct = (labels: readonly Label[]): Label[] =>
  labels
    .filter((label, index) => labels.findIndex((other) => sameLabel(label, other)) === index)
    .map(({ key, value }) => ({ key, value }))

/** Grants of the same role, scope and labels once; of those with lists, one per role. */
export function mergePermissions(permissions: readonly Permission[]): Permission[] {
  const merged = new Map<string, Permission>()
  for (const permission of permissions) {
    const [first] = permission.resources
    const labels = permission.labels.map(({ key, value }) => `${key}:${value}`.toLowerCase())
    const key = JSON.stringify([permission.roleId, first?.type, labels.sort()])
    const known = merged.get(key)
    const ids = new Set([...(known?.resources ?? []), ...permission.resources].map(({ id }) => id))
    merged.set(key, {
      ...permission,
      resources: first === undefined ? [] : [...ids].map((id) => ({ id, type: first.type })),
    })
  }
  return [...merged.values()]
}
