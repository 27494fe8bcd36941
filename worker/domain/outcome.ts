/**
 * The words for what became of an event. Code, metrics, API and dashboard use these and no others,
 * so that the books of two places can be compared without a translation table.
 */

/** What the pipeline decided about one accepted record. Each record ends in exactly one of these. */
export const EVENT_OUTCOMES = [
  'failed on ingest',
  'duplicate',
  'suppressed',
  'filtered at source',
  'dead-lettered',
  'passed',
] as const
export type EventOutcome = (typeof EVENT_OUTCOMES)[number]

/** What routing decided for one passed event and one destination. */
export type RouteOutcome = 'routed' | 'filtered at destination'

/** Where one routed event stands at its destination. The last three are final. */
export const DELIVERY_OUTCOMES = [
  'pending',
  'awaiting retry',
  'delivered',
  'filtered in attempt',
  'failed delivery',
] as const
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number]
