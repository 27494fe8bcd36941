import { listLabels } from '../db/queries/labels.ts'
import { allSources } from '../db/queries/sources.ts'
import { checkPermission, type KnownResources } from '../domain/access/check-permission.ts'
import type { Permission } from '../domain/access/permission.ts'
import { ROLES } from '../domain/access/roles.ts'
import { err, ok, type Result } from '../domain/result.ts'
import {
  type PermissionAnswer,
  type PermissionInput,
  permissionsInputSchema,
} from './contract/permissions.ts'
import { type Call, type Failure, parseBody } from './endpoint.ts'
import type { ApiError } from './errors.ts'

/** What permissions of the workspace may refer to. */
export async function knownResources({ deps, principal }: Call): Promise<KnownResources> {
  const { workspaceId } = principal
  const [sources, labels] = await Promise.all([
    allSources(deps.db, workspaceId),
    listLabels(deps.db, workspaceId),
  ])
  return { workspaceId, ids: { SOURCE: new Set(sources.map(({ id }) => id)) }, labels }
}

/** @param at Where the list stands in the request's body, e.g. `permissions`. */
export function checkPermissions(
  inputs: readonly PermissionInput[],
  known: KnownResources,
  at: string,
): Result<Permission[], Failure> {
  const permissions: Permission[] = []
  const errors: ApiError[] = []
  for (const [index, input] of inputs.entries()) {
    const checked = checkPermission(input, known)
    if (checked.ok) permissions.push(checked.value)
    else {
      const { field, message } = checked.error
      errors.push({ type: 'bad-request', message, field: `${at}.${index}.${field}` })
    }
  }
  const [first, ...others] = errors
  return first === undefined ? ok(permissions) : err([first, ...others])
}

/** The permissions that a request's body gives to somebody, checked against the workspace. */
export async function givenPermissions(call: Call): Promise<Result<Permission[], Failure>> {
  const input = parseBody(permissionsInputSchema, call.body)
  if (!input.ok) return input
  return checkPermissions(input.value.permissions, await knownResources(call), 'permissions')
}

export const showPermissions = (permissions: readonly Permission[]): PermissionAnswer[] =>
  permissions.map(({ roleId, resources, labels }) => ({
    roleId,
    roleName: ROLES[roleId]?.name ?? roleId,
    resources: resources.map((resource) => ({
      ...resource,
      // Where client libraries look for them.
      labels: resource.type === 'WORKSPACE' ? labels : [],
    })),
    labels,
  }))
