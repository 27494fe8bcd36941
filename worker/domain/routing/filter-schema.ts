import * as v from 'valibot'

/** Filters of one destination; the upstream limit. */
export const MAX_FILTERS = 10
/** Paths and keys together, of one action: a filter shares a row with all of its source. */
const MAX_FIELDS = 200
const MAX_KEY_CHARS = 255

const fieldText = v.pipe(v.string(), v.maxLength(MAX_KEY_CHARS))

/** Path of an object ("" is the event itself) -> keys in it. Dots divide a path; a key is one name. */
const fieldsSchema = v.pipe(
  v.record(fieldText, v.pipe(v.array(fieldText), v.maxLength(MAX_FIELDS))),
  v.check((fields) => Object.keys(fields).length > 0, 'Name at least one object and its keys.'),
  v.check(
    (fields) => Object.values(fields).reduce((sum, keys) => sum + 1 + keys.length, 0) <= MAX_FIELDS,
    `An action may name ${MAX_FIELDS} objects and keys.`,
  ),
)

/** What a filter does with an event that fits its condition. */
export const filterActionSchema = v.variant('type', [
  v.strictObject({ type: v.literal('DROP') }),
  v.strictObject({
    type: v.literal('SAMPLE'),
    /** Share that is kept: 0 none, 1 all. */
    percent: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    /** Field whose value decides, so that all events with one value fare alike. */
    path: v.optional(fieldText),
  }),
  v.strictObject({ type: v.literal('DROP_PROPERTIES'), fields: fieldsSchema }),
  v.strictObject({ type: v.literal('ALLOW_PROPERTIES'), fields: fieldsSchema }),
])
export type FilterAction = v.InferOutput<typeof filterActionSchema>

/** An enabled filter as the snapshot carries it. */
export const targetFilterSchema = v.object({
  id: v.string(),
  if: v.string(),
  actions: v.array(filterActionSchema),
})
export type TargetFilter = v.InferOutput<typeof targetFilterSchema>
