import * as v from 'valibot'
import { parseFql } from '../../domain/fql/parse.ts'
import { filterActionSchema } from '../../domain/routing/filter-schema.ts'
import { paginationSchema } from './envelope.ts'

/** A condition in the filter language; what is wrong with it is told with its place. */
const conditionSchema = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const parsed = parseFql(dataset.value)
    if (parsed.ok) return
    const { at, message } = parsed.error
    addIssue({ message: `${message} (at character ${at + 1})` })
  }),
)

const titleSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64))
const descriptionSchema = v.pipe(v.string(), v.maxLength(1000))
const actionsSchema = v.pipe(v.array(filterActionSchema), v.minLength(1), v.maxLength(10))

export const createFilterSchema = v.strictObject({
  /** The source that the destination is connected to. */
  sourceId: v.string(),
  title: titleSchema,
  description: v.optional(descriptionSchema),
  if: conditionSchema,
  actions: actionsSchema,
  enabled: v.boolean(),
})

export const updateFilterSchema = v.strictObject({
  title: v.optional(titleSchema),
  /** Null takes it away. */
  description: v.nullish(descriptionSchema),
  if: v.optional(conditionSchema),
  actions: v.optional(actionsSchema),
  enabled: v.optional(v.boolean()),
})

const draftSchema = v.strictObject({ if: conditionSchema, actions: actionsSchema })

/** Upstream's preview: one filter, one event. */
export const previewFilterSchema = v.strictObject({
  filter: draftSchema,
  payload: v.record(v.string(), v.unknown()),
})

/** Our own: the destination's filters as they would be, over what its source had lately. */
export const previewFiltersSchema = v.strictObject({
  filter: draftSchema,
  /** How many of the latest events. */
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 50),
})

export const destinationFilterSchema = v.object({
  id: v.string(),
  sourceId: v.string(),
  destinationId: v.string(),
  title: v.string(),
  description: v.optional(v.string()),
  if: v.string(),
  actions: v.array(filterActionSchema),
  enabled: v.boolean(),
  createdAt: v.string(),
  updatedAt: v.string(),
})
export type DestinationFilterAnswer = v.InferOutput<typeof destinationFilterSchema>

export const filterListSchema = v.object({
  filters: v.array(destinationFilterSchema),
  pagination: paginationSchema,
})

/** What the draft would do to one event; events that do not get as far as filters are not among them. */
export const previewedEventSchema = v.object({
  acceptId: v.string(),
  messageId: v.string(),
  receivedAt: v.string(),
  type: v.string(),
  name: v.string(),
  result: v.picklist(['pass', 'drop', 'change']),
  /** Only when dropped: `sampled`, `dropped` or `too_expensive`. */
  why: v.optional(v.string()),
  /** Only when changed: JSON Patch (RFC 6902) from the event to what the destination would get. */
  patch: v.optional(
    v.pipe(
      v.array(v.object({ op: v.string(), path: v.string(), value: v.optional(v.unknown()) })),
      v.readonly(),
    ),
  ),
})
export type PreviewedEvent = v.InferOutput<typeof previewedEventSchema>

export const previewFiltersAnswerSchema = v.object({
  events: v.array(previewedEventSchema),
  /** Of all that were looked at. */
  counts: v.object({ pass: v.number(), drop: v.number(), change: v.number() }),
})
export type PreviewFiltersAnswer = v.InferOutput<typeof previewFiltersAnswerSchema>
