import * as v from 'valibot'
import { destinationConfigSchema } from '../../domain/config/snapshot.ts'
import { destinationMetadataSchema } from './catalog.ts'
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

export const createDestinationSchema = v.strictObject({
  sourceId: v.string(),
  metadataId: v.string(),
  settings: settingsSchema,
  enabled: v.optional(v.boolean(), false),
  name: v.optional(nameSchema),
  delivery: v.optional(deliveryOptionsSchema, {}),
})

export const updateDestinationSchema = v.strictObject({
  name: v.nullish(nameSchema),
  enabled: v.optional(v.boolean()),
  /** Merged per key; null clears a setting. */
  settings: v.optional(settingsSchema),
  delivery: v.optional(deliveryOptionsSchema),
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
})
export type DestinationAnswer = v.InferOutput<typeof destinationSchema>
