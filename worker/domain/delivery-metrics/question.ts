import type { DeliveryOutcome } from '../outcome.ts'

/**
 * What is counted. `routed`: taken on. The outcomes are those of the books, `awaiting retry` being how many
 * wait now; `pending` is what is left of the routed. `retry`: attempts after which another one is due.
 */
export type MetricOutcome = Exclude<DeliveryOutcome, 'pending'> | 'routed' | 'retry'

/** Stands for the names and codes that are not told apart, as in the books of a source. */
export const OTHER_NAME = '__other__'

export const METRIC_FIELDS = ['sourceId', 'outcome', 'code', 'type', 'name', 'mappingId'] as const
export type MetricField = (typeof METRIC_FIELDS)[number]

/** One way of looking at the counts of a time. */
export interface MetricsQuestion {
  /** ISO 8601, whole minutes: from inclusive, to exclusive. */
  from: string
  to: string
  /** Length of the points of the series, in minutes; 0: no series. */
  stepMinutes: number
  groupBy: readonly MetricField[]
  /** Only counts with one of these values. Without `mappingId`, events are counted, not their mappings. */
  where: Partial<Record<MetricField, readonly string[]>>
  /** `mappings`: the results of mappings instead of those of events. */
  of: 'events' | 'mappings'
}

export interface MetricsAnswer {
  groups: MetricsGroup[]
  /** `[point, bucket, count, ...]` of the histogram of delivered events; point 0 without a series. */
  latency: number[]
}

export interface MetricsGroup {
  key: Partial<Record<MetricField, string>>
  total: number
  /** `[point, count, ...]`, points without a count left out. */
  series: number[]
}
