import * as v from 'valibot'
import { GRANULARITIES } from './delivery-overview.ts'

/**
 * `GET /delivery-overview/{step}`, in the shapes of the upstream API. Lists (`groupBy`, those below `filter`)
 * come in any of the ways that clients write lists.
 */

export const OVERVIEW_STEPS = [
  'successfully-received',
  'failed-on-ingest',
  'filtered-at-source',
  'filtered-at-destination',
  'failed-delivery',
  'successful-delivery',
] as const
export type OverviewStep = (typeof OVERVIEW_STEPS)[number]

export const GROUPS = ['eventName', 'eventType', 'discardReason', 'subscriptionId'] as const
export type OverviewGroup = (typeof GROUPS)[number]

const timeSchema = v.pipe(
  v.string('A time such as 2026-11-23T17:00:00Z.'),
  v.check(
    (text) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)),
    'A time such as 2026-11-23T17:00:00Z.',
  ),
)

export const overviewStepQuerySchema = v.object({
  sourceId: v.string('The id of a source.'),
  destinationConfigId: v.optional(v.string()),
  subscriptionId: v.optional(v.string()),
  /** Inclusive. */
  startTime: timeSchema,
  /** Exclusive. */
  endTime: timeSchema,
  granularity: v.pipe(
    v.string('MINUTE, HOUR or DAY.'),
    v.toUpperCase(),
    v.picklist(GRANULARITIES, 'MINUTE, HOUR or DAY.'),
  ),
})

export interface OverviewDataset {
  eventName?: string
  eventType?: string
  discardReason?: string
  subscriptionId?: string
  total: number
  /** Points without a count are among them too. */
  series: { time: string; count: number; retryCount?: number }[]
  totalRetryCount?: number
}
