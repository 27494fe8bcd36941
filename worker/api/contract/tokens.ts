import * as v from 'valibot'
import { permissionAnswerSchema, permissionInputSchema } from './permissions.ts'
import { nameSchema } from './sources.ts'

export const createTokenSchema = v.strictObject({
  name: nameSchema,
  permissions: v.pipe(v.array(permissionInputSchema), v.minLength(1), v.maxLength(50)),
})
export type CreateToken = v.InferInput<typeof createTokenSchema>

export const tokenSchema = v.object({
  id: v.string(),
  name: v.string(),
  permissions: v.array(permissionAnswerSchema),
  /** Name of who made it; empty for the one that came with the installation. */
  createdBy: v.string(),
  createdAt: v.string(),
  lastUsedAt: v.nullable(v.string()),
})
export type TokenAnswer = v.InferOutput<typeof tokenSchema>

/** The answer of `POST /tokens`: the only one that ever holds the token itself. */
export const createdTokenSchema = v.object({ token: tokenSchema, secret: v.string() })
export type CreatedTokenAnswer = v.InferOutput<typeof createdTokenSchema>
