import { countOf, quantile } from '../delivery-metrics/histogram.ts'
import type { MetricsAnswer, MetricsGroup, MetricsQuestion } from '../delivery-metrics/question.ts'
import { describeCode } from '../describe-code.ts'
import { byEvent, byMapping } from './breakdown.ts'
import { byCode, type CodeCount } from './by-code.ts'
import { addTo, deliveryRate, emptyTally, type Tally } from './tally.ts'
import { GRANULARITY, pointsOf, type Window } from './window.ts'

/** What routing kept from the destination: hour (`2026-11-23T17`) -> code -> count. */
export type FilteredByRoute = ReadonlyMap<string, Readonly<Record<string, number>>>

const MINUTE_MS = 60_000

/** What the log has to be asked for an overview; answers are read in the same order. */
export function overviewQuestions(window: Window, before: Window | null): MetricsQuestion[] {
  const windows = before === null ? [window] : [window, before]
  return windows.flatMap((of) => [
    question(of, { groupBy: ['outcome', 'code'], series: true }),
    question(of, { groupBy: ['outcome', 'type', 'name'] }),
    question(of, { groupBy: ['outcome', 'mappingId'], of: 'mappings' }),
  ])
}

/** One question about a window. */
export function question(
  { from, to, granularity }: Window,
  rest: Pick<MetricsQuestion, 'groupBy'> &
    Partial<Pick<MetricsQuestion, 'where' | 'of'>> & { series?: boolean },
): MetricsQuestion {
  const { series = false, where = {}, of = 'events', groupBy } = rest
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    stepMinutes: series ? GRANULARITY[granularity].stepMs / MINUTE_MS : 0,
    groupBy,
    where,
    of,
  }
}

export interface OverviewInput {
  window: Window
  before: Window | null
  /** To `overviewQuestions`. */
  answers: readonly MetricsAnswer[]
  filtered: FilteredByRoute
  mappingNames: ReadonlyMap<string, string>
}

/** The whole answer about one destination and one window. */
export function buildOverview({ window, before, answers, filtered, mappingNames }: OverviewInput) {
  const [events = NOTHING, names = NOTHING, mappings = NOTHING, ...rest] = answers
  const [eventsBefore = NOTHING, namesBefore = NOTHING, mappingsBefore = NOTHING] = rest
  const codes = codesOf(window, events, filtered)
  const codesBefore = before && codesOf(before, eventsBefore, filtered)
  return {
    startTime: iso(window.from),
    endTime: iso(window.to),
    granularity: window.granularity,
    steps: stepsOf(window, events, codes),
    stepsBefore: before && stepsOf(before, eventsBefore, codesBefore ?? []),
    latency: latencyOf(events, null),
    latencyBefore: before && latencyOf(eventsBefore, null),
    series: seriesOf(window, events, filtered),
    byEvent: byEvent(names, before && namesBefore),
    byMapping: byMapping(mappings, before && mappingsBefore, mappingNames),
    byCode: byCode(codes, codesBefore),
  }
}

const NOTHING: MetricsAnswer = { groups: [], latency: [] }
const iso = (ms: number): string => new Date(ms).toISOString()
const hourOf = (ms: number): string => iso(ms).slice(0, 13)

/** Counts by outcome and code; what routing filtered is known by the hour only. */
function codesOf(
  window: Window,
  { groups }: MetricsAnswer,
  filtered: FilteredByRoute,
): CodeCount[] {
  const codes = groups.flatMap(({ key: { outcome, code = '' }, total }): CodeCount[] =>
    outcome === 'delivered' ||
    outcome === 'filtered in attempt' ||
    outcome === 'awaiting retry' ||
    outcome === 'failed delivery'
      ? [{ outcome, code, count: total }]
      : [],
  )
  if (window.granularity === 'MINUTE') return codes
  const byRoute = new Map<string, number>()
  for (const [hour, counts] of filtered) {
    if (hour < hourOf(window.from) || hour >= hourOf(window.to)) continue
    for (const [code, count] of Object.entries(counts)) {
      byRoute.set(code, (byRoute.get(code) ?? 0) + count)
    }
  }
  const routeCodes = [...byRoute].map(
    ([code, count]): CodeCount => ({ outcome: 'filtered at destination', code, count }),
  )
  return [...codes, ...routeCodes].filter(({ count }) => count !== 0)
}

function stepsOf(window: Window, { groups }: MetricsAnswer, codes: readonly CodeCount[]) {
  const tally = emptyTally()
  for (const { key, total } of groups) addTo(tally, key.outcome, total)
  const filtered = [
    ...reasonsOf(codes, 'filtered at destination').map((r) => ({ ...r, stage: 'route' as const })),
    ...reasonsOf(codes, 'filtered in attempt').map((r) => ({ ...r, stage: 'attempt' as const })),
  ].sort((a, b) => b.count - a.count)
  const byRoute = sum(filtered.filter(({ stage }) => stage === 'route'))
  return {
    passed: window.granularity === 'MINUTE' ? null : tally.routed + byRoute,
    routed: tally.routed,
    filteredAtDestination: { count: sum(filtered), reasons: filtered },
    pending: pendingOf(tally),
    awaitingRetry: step(reasonsOf(codes, 'awaiting retry')),
    failedDelivery: step(reasonsOf(codes, 'failed delivery')),
    delivered: tally.delivered,
    retries: tally.retries,
    deliveryRate: deliveryRate(tally),
  }
}

interface Reason {
  code: string
  description: string
  count: number
}

const step = (reasons: Reason[]) => ({ count: sum(reasons), reasons })

const sum = (list: readonly { count: number }[]): number =>
  list.reduce((total, { count }) => total + count, 0)

/** What is left of those that were taken on. Never below zero, whatever an older version did not count. */
const pendingOf = ({ routed, delivered, failed, filtered, awaitingRetry }: Tally): number =>
  Math.max(0, routed - delivered - failed - filtered - awaitingRetry)

const reasonsOf = (codes: readonly CodeCount[], outcome: CodeCount['outcome']): Reason[] =>
  codes
    .filter((entry) => entry.outcome === outcome)
    .map(({ code, count }) => ({ code, description: describeCode(outcome, code), count }))
    .sort((a, b) => b.count - a.count || a.code.localeCompare(b.code))

/** @param point Of the series; null: all of them. */
export function latencyOf({ latency }: MetricsAnswer, point: number | null) {
  const histogram = new Map<number, number>()
  for (let i = 0; i < latency.length; i += 3) {
    if (point !== null && latency[i] !== point) continue
    const bucket = latency[i + 1] as number
    histogram.set(bucket, (histogram.get(bucket) ?? 0) + (latency[i + 2] as number))
  }
  const [p50Ms, p95Ms] = [quantile(histogram, 0.5), quantile(histogram, 0.95)]
  return p50Ms === null || p95Ms === null ? null : { p50Ms, p95Ms, count: countOf(histogram) }
}

function seriesOf(window: Window, answer: MetricsAnswer, filtered: FilteredByRoute) {
  const times = pointsOf(window)
  const tallies = times.map(emptyTally)
  for (const group of answer.groups) addSeries(tallies, group)
  const routes = times.map((from) => {
    if (window.granularity === 'MINUTE') return null
    return sumOfHours(filtered, from, from + GRANULARITY[window.granularity].stepMs)
  })
  return times.map((time, point) => {
    const tally = tallies[point] ?? emptyTally()
    const byRoute = routes[point] ?? null
    return {
      time: iso(time),
      passed: byRoute === null ? null : tally.routed + byRoute,
      routed: tally.routed,
      filteredAtDestination: tally.filtered + (byRoute ?? 0),
      pending: pendingOf(tally),
      awaitingRetry: tally.awaitingRetry,
      failedDelivery: tally.failed,
      delivered: tally.delivered,
      retries: tally.retries,
      latency: latencyOf(answer, point),
    }
  })
}

function addSeries(tallies: readonly Tally[], { key, series }: MetricsGroup): void {
  for (let i = 0; i < series.length; i += 2) {
    const tally = tallies[series[i] as number]
    if (tally) addTo(tally, key.outcome, series[i + 1] as number)
  }
}

function sumOfHours(filtered: FilteredByRoute, from: number, to: number): number {
  let total = 0
  for (const [hour, codes] of filtered) {
    if (hour < hourOf(from) || hour >= hourOf(to)) continue
    for (const count of Object.values(codes)) total += count
  }
  return total
}
