import * as v from 'valibot'
import { permissionAnswerSchema, permissionInputSchema } from './permissions.ts'
import { emailSchema } from './users.ts'

const MAX_INVITES = 50

/** `POST /invites`, as the upstream API has it; `groupIds` is our own. */
export const createInvitesSchema = v.strictObject({
  invites: v.pipe(
    v.array(
      v.strictObject({
        email: emailSchema,
        permissions: v.optional(v.pipe(v.array(permissionInputSchema), v.maxLength(50)), []),
        groupIds: v.optional(v.pipe(v.array(v.string()), v.maxLength(50)), []),
      }),
    ),
    v.minLength(1),
    v.maxLength(MAX_INVITES),
  ),
})
export type CreateInvites = v.InferInput<typeof createInvitesSchema>

/** Own: `POST /invitations`: several addresses at once, separated by commas, with the same rights. */
export const createInvitationsSchema = v.strictObject({
  emails: v.pipe(
    v.string(),
    v.maxLength(20_000),
    v.transform((text) => text.split(/[\s,;]+/).filter((part) => part !== '')),
    v.array(emailSchema),
    v.minLength(1, 'Give at least one address.'),
    v.maxLength(MAX_INVITES, `At most ${MAX_INVITES} addresses at once.`),
  ),
  permissions: v.optional(v.pipe(v.array(permissionInputSchema), v.maxLength(50)), []),
  groupIds: v.optional(v.pipe(v.array(v.string()), v.maxLength(50)), []),
})
export type CreateInvitations = v.InferInput<typeof createInvitationsSchema>

export const invitationSchema = v.object({
  id: v.string(),
  email: v.string(),
  status: v.picklist(['pending', 'expired']),
  permissions: v.array(permissionAnswerSchema),
  groups: v.array(v.object({ id: v.string(), name: v.string() })),
  /** To be handed over by the owner; null once it has expired. */
  link: v.nullable(v.string()),
  /** Whether an e-mail went out with the link; false where no e-mail is configured. */
  emailed: v.boolean(),
  invitedBy: v.string(),
  createdAt: v.string(),
  expiresAt: v.string(),
})
export type InvitationAnswer = v.InferOutput<typeof invitationSchema>
