import type { DeliveryOverviewAnswer } from '../../api/delivery-overview.ts'

type Series = DeliveryOverviewAnswer['series']
export type Granularity = DeliveryOverviewAnswer['granularity']

const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const dayAndClock = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
/** Days of the series are days in UTC. */
const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' })

const MAX_CLOCK_POINTS = 24
/** More bars than that are lines. */
const MAX_BARS = 61
const STEPS = [2, 3, 4, 6, 12, 24]

const COUNTED = [
  'filteredAtDestination',
  'pending',
  'awaitingRetry',
  'failedDelivery',
  'delivered',
] as const

export interface ChartPoint extends Record<string, string | number> {
  time: string
}

/** How a time of the series is said on its axis. */
export function labelerOf(granularity: Granularity, points: number): (time: string) => string {
  if (granularity === 'DAY') return (time) => day.format(new Date(time))
  const isOneDay = granularity === 'MINUTE' || points <= MAX_CLOCK_POINTS
  const format = isOneDay ? clock : dayAndClock
  return (time) => format.format(new Date(time))
}

/** So many points of the series share a bar. */
export const pointsPerBar = (points: number): number =>
  points <= MAX_BARS ? 1 : (STEPS.find((step) => points / step <= MAX_BARS) ?? 24)

/** The series as the bars of a chart. */
export function toBars(series: Series, granularity: Granularity): ChartPoint[] {
  const label = labelerOf(granularity, series.length)
  return grouped(series).map((group) => {
    const bar: ChartPoint = { time: label(group[0]?.time ?? '') }
    for (const key of COUNTED) bar[key] = group.reduce((sum, point) => sum + point[key], 0)
    return bar
  })
}

/** The latencies of the series as the points of lines; where nothing was delivered there is none. */
export function toLatencies(series: Series, granularity: Granularity): ChartPoint[] {
  const label = labelerOf(granularity, series.length)
  return grouped(series).map((group) => {
    const point: ChartPoint = { time: label(group[0]?.time ?? '') }
    const known = group.flatMap(({ latency }) => latency ?? [])
    const count = known.reduce((sum, one) => sum + one.count, 0)
    if (count === 0) return point
    // Of several points the mean by what they count, which lies between them: good enough for a line.
    for (const key of ['p50Ms', 'p95Ms'] as const) {
      point[key] = known.reduce((sum, one) => sum + one[key] * one.count, 0) / count
    }
    return point
  })
}

function grouped(series: Series): Series[] {
  const size = pointsPerBar(series.length)
  return Array.from({ length: Math.ceil(series.length / size) }, (_, index) =>
    series.slice(index * size, (index + 1) * size),
  )
}

/** Series of the same window, added up point by point. Latencies of several places are not. */
export function sumSeries(all: readonly Series[]): Series {
  const [first = [], ...others] = all
  return first.map((point, index) => {
    const same = [point, ...others.flatMap((series) => series[index] ?? [])]
    const sum = (key: (typeof COUNTED)[number] | 'routed' | 'retries') =>
      same.reduce((total, one) => total + one[key], 0)
    return {
      time: point.time,
      passed: same.some(({ passed }) => passed === null)
        ? null
        : same.reduce((total, { passed }) => total + (passed ?? 0), 0),
      routed: sum('routed'),
      filteredAtDestination: sum('filteredAtDestination'),
      pending: sum('pending'),
      awaitingRetry: sum('awaitingRetry'),
      failedDelivery: sum('failedDelivery'),
      delivered: sum('delivered'),
      retries: sum('retries'),
      latency: null,
    }
  })
}
