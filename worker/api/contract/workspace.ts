import * as v from 'valibot'
import { nameSchema } from './sources.ts'

export const workspaceSchema = v.object({ id: v.string(), slug: v.string(), name: v.string() })
export type WorkspaceAnswer = v.InferOutput<typeof workspaceSchema>

/** `PATCH /` (own). */
export const updateWorkspaceSchema = v.strictObject({
  name: v.optional(nameSchema),
  slug: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'Up to 64 small letters, digits and hyphens.'),
    ),
  ),
})
