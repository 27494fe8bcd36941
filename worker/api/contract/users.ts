import * as v from 'valibot'
import { permissionAnswerSchema } from './permissions.ts'

export const emailSchema = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(254),
  v.email('Not an e-mail address.'),
)

export const minimalUserSchema = v.object({ id: v.string(), name: v.string(), email: v.string() })
export type MinimalUserAnswer = v.InferOutput<typeof minimalUserSchema>

export const userSchema = v.object({
  ...minimalUserSchema.entries,
  /** The member's own, without those of its groups. */
  permissions: v.array(permissionAnswerSchema),
  /** Own, from here on. */
  groups: v.array(v.object({ id: v.string(), name: v.string() })),
  /** Owner by themselves or through a group. */
  isOwner: v.boolean(),
  twoFactorEnabled: v.boolean(),
  /** When they became a member. */
  createdAt: v.string(),
})
export type UserAnswer = v.InferOutput<typeof userSchema>

/** A link with which a member sets a new password; shown to the owner who made it. */
export const passwordResetLinkSchema = v.object({ link: v.string(), expiresAt: v.string() })
export type PasswordResetLinkAnswer = v.InferOutput<typeof passwordResetLinkSchema>
