import * as v from 'valibot'
import { findMixed } from '../../domain/fql/find-mixed.ts'
import { MAX_FQL_BYTES, parseFql } from '../../domain/fql/parse.ts'
import { nameSchema } from './sources.ts'

/**
 * Mappings of a destination: "subscriptions" in the upstream API, whose shapes and paths these are
 * (`/destinations/:destinationId/subscriptions[/:id]`). What is not upstream's is marked `Own`.
 */

const mappingSettingsSchema = v.record(v.string(), v.unknown())
/**
 * In the filter language. An empty one matches nothing. What is wrong is told with its place; `and`
 * beside `or` without parentheses is wrong too, because people mean different things by it.
 */
const triggerSchema = v.pipe(
  v.string(),
  v.maxLength(MAX_FQL_BYTES),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.value.trim() === '') return
    const parsed = parseFql(dataset.value)
    const problem = parsed.ok ? findMixed(dataset.value) : parsed.error
    if (problem !== null) {
      addIssue({ message: `${problem.message} (at character ${problem.at + 1})` })
    }
  }),
)

export const createMappingSchema = v.strictObject({
  name: nameSchema,
  /** Id of the action: `<destination slug>:<action slug>`, or the action's slug alone. */
  actionId: v.string(),
  trigger: triggerSchema,
  enabled: v.optional(v.boolean(), false),
  /** Field key -> literal or directive. Without it, the action's defaults. */
  settings: v.optional(mappingSettingsSchema),
})

export const updateMappingSchema = v.strictObject({
  input: v.strictObject({
    name: v.optional(nameSchema),
    trigger: v.optional(triggerSchema),
    enabled: v.optional(v.boolean()),
    /** Replaces all of it. */
    settings: v.optional(mappingSettingsSchema),
  }),
})

export const mappingSchema = v.object({
  id: v.string(),
  name: v.string(),
  actionId: v.string(),
  actionSlug: v.string(),
  destinationId: v.string(),
  enabled: v.boolean(),
  trigger: v.string(),
  settings: mappingSettingsSchema,
  /** Own: place among the destination's mappings, from 0. */
  position: v.number(),
  /** Own: goes up by one with each edit. */
  version: v.number(),
  /** Own. */
  updatedAt: v.string(),
})
export type MappingAnswer = v.InferOutput<typeof mappingSchema>

/** Own: `PUT /destinations/:destinationId/subscriptions/order`, all ids in their new order. */
export const orderMappingsSchema = v.strictObject({ ids: v.array(v.string()) })

/**
 * Own: `POST /destinations/:destinationId/subscriptions/preview`: what an event would be sent as by a
 * mapping that need not be stored. Nothing goes out.
 */
export const previewMappingSchema = v.strictObject({
  actionId: v.string(),
  trigger: v.optional(triggerSchema),
  settings: mappingSettingsSchema,
  event: v.looseObject({ type: v.string() }),
})

export const mappingPreviewSchema = v.object({
  /** Whether the trigger matches; null when none was given. */
  matches: v.nullable(v.boolean()),
  /** What the mapping made of the event, before the action's own code; null when it made nothing. */
  payload: v.nullable(v.record(v.string(), v.unknown())),
  /** In words, with the field they are about where there is one. */
  problems: v.array(v.object({ field: v.string(), message: v.string() })),
  /** Requests the action would send, without secrets. */
  requests: v.array(
    v.object({
      method: v.string(),
      url: v.string(),
      headers: v.record(v.string(), v.string()),
      body: v.string(),
    }),
  ),
})
export type MappingPreview = v.InferOutput<typeof mappingPreviewSchema>

/** Own: `GET /destinations/:destinationId/subscriptions/:id/versions`, newest first. */
export const mappingVersionSchema = v.object({
  version: v.number(),
  name: v.string(),
  enabled: v.boolean(),
  trigger: v.string(),
  settings: mappingSettingsSchema,
  createdAt: v.string(),
})
export type MappingVersionAnswer = v.InferOutput<typeof mappingVersionSchema>

/**
 * Own: `POST /destinations/:destinationId/dynamic-field`: choices that come from the partner. `path` as
 * in `list_id`, `object.child` or `items.[0].child`.
 */
export const dynamicFieldSchema = v.strictObject({
  actionId: v.string(),
  path: v.string(),
  settings: mappingSettingsSchema,
  page: v.optional(v.string()),
})
export const dynamicChoicesSchema = v.object({
  choices: v.array(
    v.object({ value: v.string(), label: v.string(), description: v.optional(v.string()) }),
  ),
  nextPage: v.nullable(v.string()),
  /** What the partner said, in words, when there are no choices for a reason. */
  error: v.nullable(v.string()),
})
export type DynamicChoices = v.InferOutput<typeof dynamicChoicesSchema>

/** Own: `POST /destinations/:destinationId/test-credentials`. */
export const credentialsTestSchema = v.object({
  /** Null when the destination cannot tell. */
  ok: v.nullable(v.boolean()),
  message: v.string(),
})
export type CredentialsTest = v.InferOutput<typeof credentialsTestSchema>
