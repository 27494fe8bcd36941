import * as v from 'valibot'
import { ROLE_IDS, SCOPE_TYPES } from './roles.ts'

const labelSchema = v.object({ key: v.string(), value: v.string() })

/** A role and what it is given for. Kept in this form with members, groups, invitations and tokens. */
export const permissionSchema = v.object({
  roleId: v.picklist(ROLE_IDS),
  /** The workspace itself, or single resources of one type. */
  resources: v.array(v.object({ id: v.string(), type: v.picklist(SCOPE_TYPES) })),
  /** Only with the workspace: narrows it to resources that carry all of these. */
  labels: v.array(labelSchema),
})
export type Permission = v.InferOutput<typeof permissionSchema>

/** What a role gives for all of a workspace. */
export const forWorkspace = (roleId: Permission['roleId'], workspaceId: string): Permission => ({
  roleId,
  resources: [{ id: workspaceId, type: 'WORKSPACE' }],
  labels: [],
})
