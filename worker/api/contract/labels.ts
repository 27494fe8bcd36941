import * as v from 'valibot'

const partSchema = v.pipe(
  v.string(),
  v.maxLength(100),
  v.regex(
    /^[A-Za-z][A-Za-z0-9_-]*$/,
    'Letters, digits, hyphens and underscores, starting with a letter.',
  ),
)

export const labelSchema = v.object({
  key: v.string(),
  value: v.string(),
  description: v.string(),
})
export type LabelAnswer = v.InferOutput<typeof labelSchema>

export const createLabelSchema = v.strictObject({
  label: v.strictObject({
    key: partSchema,
    value: partSchema,
    description: v.optional(v.pipe(v.string(), v.maxLength(255)), ''),
  }),
})

/** Labels to put on a source; each has to be one of the workspace's. */
export const sourceLabelsSchema = v.strictObject({
  labels: v.pipe(
    v.array(
      v.strictObject({
        key: partSchema,
        value: partSchema,
        description: v.optional(v.pipe(v.string(), v.maxLength(255))),
      }),
    ),
    v.maxLength(50),
  ),
})
