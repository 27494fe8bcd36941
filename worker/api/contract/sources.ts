import * as v from 'valibot'
import { sourceSettingsSchema } from '../../domain/config/snapshot.ts'
import { sourceMetadataSchema } from './catalog.ts'

export const nameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255))

const slugSchema = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
    'Up to 100 letters, digits, hyphens and underscores, starting with a letter or digit.',
  ),
)

// Without the defaults: what an edit leaves out stays as it is, and null brings the default back.
const { serverCookie, rateLimitPerS, rateLimitAddressPerS, deliveryStrategy } =
  sourceSettingsSchema.entries
const settingsPatchSchema = v.strictObject({
  serverCookie: v.nullish(serverCookie.wrapped),
  rateLimitPerS: v.nullish(rateLimitPerS.wrapped),
  rateLimitAddressPerS: v.nullish(rateLimitAddressPerS.wrapped),
  deliveryStrategy: v.nullish(deliveryStrategy.wrapped),
})

export const createSourceSchema = v.strictObject({
  slug: slugSchema,
  enabled: v.boolean(),
  metadataId: v.string(),
  /** Without one, the slug is the name. */
  name: v.optional(nameSchema),
  settings: v.optional(settingsPatchSchema, {}),
  /** Taken for compatibility; there are no warehouses to disconnect. */
  disconnectAllWarehouses: v.optional(v.boolean()),
})

export const updateSourceSchema = v.strictObject({
  name: v.optional(nameSchema),
  enabled: v.optional(v.boolean()),
  slug: v.optional(slugSchema),
  settings: v.optional(settingsPatchSchema),
})

export const sourceSchema = v.object({
  id: v.string(),
  slug: v.string(),
  name: v.string(),
  metadata: sourceMetadataSchema,
  workspaceId: v.string(),
  enabled: v.boolean(),
  /** Empty for callers who may not edit sources. */
  writeKeys: v.array(v.string()),
  settings: sourceSettingsSchema,
  labels: v.array(v.object({ key: v.string(), value: v.string() })),
})
export type SourceAnswer = v.InferOutput<typeof sourceSchema>
