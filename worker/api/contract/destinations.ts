import * as v from 'valibot'
import { destinationConfigSchema } from '../../domain/config/snapshot.ts'
import { destinationMetadataSchema } from './catalog.ts'
import { createMappingSchema } from './mappings.ts'
import { nameSchema } from './sources.ts'

const { concurrency, retryWindowHours, rateLimitPerS, lingerMs } = destinationConfigSchema.entries

/** How the destination's log paces itself. Not in the upstream API. */
const deliveryOptionsSchema = v.strictObject({
  concurrency: v.optional(v.pipe(concurrency.wrapped, v.maxValue(64))),
  retryWindowHours: v.optional(retryWindowHours.wrapped),
  rateLimitPerS: v.optional(rateLimitPerS.wrapped),
  lingerMs,
})

/** Its names and types are the business of the destination's own schema. */
const settingsSchema = v.record(v.string(), v.unknown())

/** Each is checked by a call to the delivery Worker, of which a request may make 32. */
const MAX_STARTING_MAPPINGS = 20

/** As consent managers name them; they are compared exactly. */
const consentCategoriesSchema = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.regex(
        /^[A-Za-z_][A-Za-z0-9_-]{0,33}$/,
        'Up to 34 letters, digits, hyphens and underscores, not starting with a digit.',
      ),
    ),
  ),
  v.maxLength(20),
  v.transform((ids) => [...new Set(ids)]),
)

export const createDestinationSchema = v.strictObject({
  sourceId: v.string(),
  metadataId: v.string(),
  settings: settingsSchema,
  enabled: v.optional(v.boolean(), false),
  name: v.optional(nameSchema),
  delivery: v.optional(deliveryOptionsSchema, {}),
  /** Own. */
  consentCategories: v.optional(consentCategoriesSchema, []),
  /**
   * Own, for destinations that have actions: mappings to begin with, instead of the enabled ones that
   * the catalog has for it.
   */
  mappings: v.optional(v.pipe(v.array(createMappingSchema), v.maxLength(MAX_STARTING_MAPPINGS))),
})

export const updateDestinationSchema = v.strictObject({
  name: v.nullish(nameSchema),
  enabled: v.optional(v.boolean()),
  /** Merged per key; null clears a setting. */
  settings: v.optional(settingsSchema),
  delivery: v.optional(deliveryOptionsSchema),
  consentCategories: v.optional(consentCategoriesSchema),
})

export const destinationSchema = v.object({
  id: v.string(),
  name: v.string(),
  enabled: v.boolean(),
  metadata: destinationMetadataSchema,
  sourceId: v.string(),
  /** Secret settings show a stand-in. */
  settings: settingsSchema,
  delivery: v.object({
    concurrency: v.number(),
    retryWindowHours: v.number(),
    rateLimitPerS: v.number(),
    lingerMs: v.number(),
  }),
  /** Own: an event goes there only if its consent preferences allow all of them. */
  consentCategories: v.array(v.string()),
})
export type DestinationAnswer = v.InferOutput<typeof destinationSchema>
