import * as v from 'valibot'
import { SCHEMA_KINDS, SCHEMA_PERIODS } from '../../domain/schema/kinds.ts'

/** `GET /api/sources/{id}/field-paths?period=7d&kind=track`; without a kind, of all of them. */
export const fieldPathsQuerySchema = v.object({
  period: v.optional(v.picklist(SCHEMA_PERIODS), '7d'),
  kind: v.optional(v.picklist(SCHEMA_KINDS)),
})

export interface FieldPath {
  /** `properties.products.$.sku`: `.$` stands for the items of a list. */
  path: string
  /** Kinds of events that have it. */
  kinds: (typeof SCHEMA_KINDS)[number][]
  /** Events that had it in the period. */
  count: number
}

export interface FieldPathsAnswer {
  /** The most frequent first. */
  paths: FieldPath[]
  /** There are more than are listed, or the newest are not counted yet. */
  incomplete: boolean
}
