import * as v from 'valibot'
import { ACTIONS, RESOURCE_KINDS } from '../../domain/access/resource.ts'
import { permissionAnswerSchema } from './permissions.ts'

/** `GET /me`: who calls. It is the one endpoint that a session may call without naming a workspace. */
export const meSchema = v.object({
  kind: v.picklist(['user', 'token']),
  id: v.string(),
  name: v.string(),
  /** Null for a token. */
  email: v.nullable(v.string()),
  twoFactorEnabled: v.boolean(),
  /** Every workspace that the caller belongs to. */
  workspaces: v.array(
    v.object({
      id: v.string(),
      slug: v.string(),
      name: v.string(),
      isOwner: v.boolean(),
      /** Own and through groups. */
      permissions: v.array(permissionAnswerSchema),
      /**
       * Per kind of resource what the caller may do with at least one of them, for the dashboard to
       * leave out what would be refused: `may.source` of `['read']` shows sources without buttons.
       */
      may: v.record(v.picklist(RESOURCE_KINDS), v.array(v.picklist(ACTIONS))),
      /** The same for all resources of the kind, now and in future. */
      mayAll: v.record(v.picklist(RESOURCE_KINDS), v.array(v.picklist(ACTIONS))),
    }),
  ),
})
export type MeAnswer = v.InferOutput<typeof meSchema>

/** `GET /setup-state`: public. */
export const setupStateSchema = v.object({ ownerExists: v.boolean() })
export type SetupStateAnswer = v.InferOutput<typeof setupStateSchema>

/** `GET /checklist`: what a new workspace has done so far. */
export const CHECKLIST_ITEMS = [
  'invite-teammates',
  'add-source',
  'add-page-tracking',
  'identify-users',
  'track-events',
  'add-destination',
  'deliver-an-event',
  'debug',
] as const
export const checklistSchema = v.object({
  items: v.array(v.object({ id: v.picklist(CHECKLIST_ITEMS), done: v.boolean() })),
})
export type ChecklistAnswer = v.InferOutput<typeof checklistSchema>
