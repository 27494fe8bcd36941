import * as v from 'valibot'
import { SAMPLE_OUTCOMES } from '../../../worker/api/contract/delivery-overview.ts'
import { fineRangeSchema } from '../format/time-range.ts'
import { codeSearch } from './search-schemas.ts'

const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  v.fallback(v.optional(v.picklist(words)), undefined)

/** What the address of a destination's delivery overview says. */
export const deliverySearch = v.object({
  range: fineRangeSchema,
  /** The step whose reasons are shown. */
  step: oneOf(['filteredAtDestination', 'awaitingRetry', 'failedDelivery']),
  /** What the breakdown is by: events without it. */
  by: oneOf(['mapping', 'code']),
  /** The samples that are open: of this outcome, with this code. */
  outcome: oneOf(SAMPLE_OUTCOMES),
  code: codeSearch,
})
