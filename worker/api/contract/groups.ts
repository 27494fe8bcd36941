import * as v from 'valibot'
import { permissionAnswerSchema } from './permissions.ts'
import { nameSchema } from './sources.ts'
import { emailSchema } from './users.ts'

export const groupSchema = v.object({
  id: v.string(),
  name: v.string(),
  memberCount: v.number(),
  permissions: v.array(permissionAnswerSchema),
})
export type GroupAnswer = v.InferOutput<typeof groupSchema>

export const minimalGroupSchema = v.object({ id: v.string(), name: v.string() })
export type MinimalGroupAnswer = v.InferOutput<typeof minimalGroupSchema>

export const groupInputSchema = v.strictObject({ name: nameSchema })

/** Members by e-mail address; those of pending invitations count as members to be. */
export const groupMembersInputSchema = v.strictObject({
  emails: v.pipe(v.array(emailSchema), v.maxLength(200)),
})
