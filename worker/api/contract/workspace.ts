import * as v from 'valibot'

export const workspaceSchema = v.object({ id: v.string(), slug: v.string(), name: v.string() })
export type WorkspaceAnswer = v.InferOutput<typeof workspaceSchema>
