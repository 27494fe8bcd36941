import * as v from 'valibot'

export const paginationSchema = v.object({
  current: v.string(),
  /** Absent on the last page. */
  next: v.optional(v.string()),
  /** Absent on the first page. */
  previous: v.optional(v.string()),
  totalEntries: v.optional(v.number()),
})
export type Pagination = v.InferOutput<typeof paginationSchema>

/** The answer of what has nothing else to say: deletions, mostly. */
export const SUCCESS = { status: 'SUCCESS' } as const

export const errorEnvelopeSchema = v.object({
  errors: v.array(
    v.object({ type: v.string(), message: v.string(), field: v.optional(v.string()) }),
  ),
})
