import * as v from 'valibot'

export const TIME_RANGES = {
  '1h': { label: 'Last hour', hours: 1 },
  '24h': { label: 'Last 24 hours', hours: 24 },
  '7d': { label: 'Last 7 days', hours: 168 },
  '14d': { label: 'Last 2 weeks', hours: 336 },
  '30d': { label: 'Last 30 days', hours: 720 },
} as const
export type TimeRange = keyof typeof TIME_RANGES
export const DEFAULT_TIME_RANGE: TimeRange = '24h'

/** For a page's address; what is not a range counts as absent. */
export const timeRangeSchema = v.fallback(
  v.optional(v.picklist(Object.keys(TIME_RANGES) as [TimeRange, ...TimeRange[]])),
  undefined,
)

const HOUR_MS = 3_600_000

/** Hours in UTC, `to` exclusive and in the future: the running hour counts. */
export function hoursOf(range: TimeRange, now: number): { from: string; to: string } {
  const to = Math.floor(now / HOUR_MS) * HOUR_MS + HOUR_MS
  const hour = (time: number) => new Date(time).toISOString().slice(0, 13)
  return { from: hour(to - TIME_RANGES[range].hours * HOUR_MS), to: hour(to) }
}
