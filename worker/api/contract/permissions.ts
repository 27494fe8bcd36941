import * as v from 'valibot'
import { ROLE_IDS, SCOPE_TYPES } from '../../domain/access/roles.ts'

export const labelKeyValueSchema = v.object({ key: v.string(), value: v.string() })

const resourceInputSchema = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  type: v.picklist(SCOPE_TYPES),
  labels: v.optional(v.array(labelKeyValueSchema)),
})

/**
 * A role and what it is given for. `resources` names the workspace (everything of the role's kind, now
 * and in future; `labels` narrow it down to what carries all of them) or single resources. Without
 * `resources`: the workspace.
 */
export const permissionInputSchema = v.strictObject({
  roleId: v.picklist(ROLE_IDS, 'There is no such role.'),
  resources: v.optional(v.pipe(v.array(resourceInputSchema), v.minLength(1), v.maxLength(200))),
  labels: v.optional(v.pipe(v.array(labelKeyValueSchema), v.maxLength(20))),
})
export type PermissionInput = v.InferOutput<typeof permissionInputSchema>

export const permissionsInputSchema = v.strictObject({
  permissions: v.pipe(v.array(permissionInputSchema), v.maxLength(50)),
})

export const permissionAnswerSchema = v.object({
  roleId: v.picklist(ROLE_IDS),
  roleName: v.string(),
  resources: v.array(
    v.object({
      id: v.string(),
      type: v.picklist(SCOPE_TYPES),
      labels: v.array(labelKeyValueSchema),
    }),
  ),
  labels: v.array(labelKeyValueSchema),
})
export type PermissionAnswer = v.InferOutput<typeof permissionAnswerSchema>

export const roleSchema = v.object({
  id: v.picklist(ROLE_IDS),
  name: v.string(),
  description: v.string(),
  /** Own: what the role may be given for, and whether labels may narrow it. */
  scopes: v.array(v.picklist(SCOPE_TYPES)),
  labels: v.boolean(),
})
export type RoleAnswer = v.InferOutput<typeof roleSchema>
