import type { SourceCounts } from '../balance.ts'
import { parseEventKey } from '../books.ts'
import type { MetricsAnswer } from '../delivery-metrics/question.ts'
import type { FilteredByRoute } from './overview.ts'
import { GRANULARITY, pointsOf, type Window } from './window.ts'

export type GroupField = 'eventName' | 'eventType' | 'discardReason' | 'subscriptionId'

/** So many events that are alike in what they are grouped by, at one time. */
export interface CountedAt {
  /** Milliseconds since the epoch. */
  at: number
  count: number
  fields: Partial<Record<GroupField, string>>
  /** The count is of attempts after which another was due, not of events. */
  retry?: boolean
}

export interface Dataset extends Partial<Record<GroupField, string>> {
  total: number
  series: { time: string; count: number; retryCount?: number }[]
  totalRetryCount?: number
}

/** Sums counts up to one dataset for each group, the largest first. */
export function datasetsOf(
  window: Window,
  counts: Iterable<CountedAt>,
  groupBy: readonly GroupField[],
  withRetries: boolean,
): Dataset[] {
  const times = pointsOf(window)
  const { stepMs } = GRANULARITY[window.granularity]
  const groups = new Map<
    string,
    { fields: CountedAt['fields']; sums: number[]; retries: number[] }
  >()
  for (const { at, count, fields, retry = false } of counts) {
    if (at < window.from || at >= window.to) continue
    const id = JSON.stringify(groupBy.map((field) => fields[field] ?? ''))
    let group = groups.get(id)
    if (!group) {
      const own = groupBy.map((field) => [field, fields[field] ?? ''])
      const zeros = () => times.map(() => 0)
      group = { fields: Object.fromEntries(own), sums: zeros(), retries: zeros() }
      groups.set(id, group)
    }
    const into = retry ? group.retries : group.sums
    const point = Math.floor((at - window.from) / stepMs)
    into[point] = (into[point] ?? 0) + count
  }
  const datasets = [...groups.values()].map(
    ({ fields, sums, retries }): Dataset => ({
      ...fields,
      total: sum(sums),
      series: times.map((time, point) => ({
        time: new Date(time).toISOString(),
        count: sums[point] ?? 0,
        ...(withRetries && { retryCount: retries[point] ?? 0 }),
      })),
      ...(withRetries && { totalRetryCount: sum(retries) }),
    }),
  )
  return datasets.sort((a, b) => b.total - a.total)
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

const timeOf = (hour: string): number => Date.parse(`${hour}:00:00.000Z`)

/** The events of a source that had one of these outcomes, by the hour. */
export function* countsOfSource(
  hours: ReadonlyMap<string, readonly SourceCounts[]>,
  outcomes: readonly string[],
): Generator<CountedAt> {
  for (const [hour, logs] of hours) {
    for (const { events } of logs) {
      for (const [key, count] of Object.entries(events)) {
        const { outcome, code, type, name } = parseEventKey(key)
        if (!outcomes.includes(outcome)) continue
        const fields = { eventType: type, eventName: name, discardReason: code }
        yield { at: timeOf(hour), count, fields }
      }
    }
  }
}

/** What routing kept from a destination, by the hour; types and names are not told apart there. */
export function* countsOfRoute(filtered: FilteredByRoute): Generator<CountedAt> {
  for (const [hour, codes] of filtered) {
    for (const [discardReason, count] of Object.entries(codes)) {
      yield { at: timeOf(hour), count, fields: { discardReason } }
    }
  }
}

/** What a destination's log says: groups of a question with a series, `retry` being attempts. */
export function* countsOfMetrics(window: Window, { groups }: MetricsAnswer): Generator<CountedAt> {
  const { stepMs } = GRANULARITY[window.granularity]
  for (const { key, series } of groups) {
    const retry = key.outcome === 'retry'
    const fields = {
      ...(key.type !== undefined && { eventType: key.type }),
      ...(key.name !== undefined && { eventName: key.name }),
      ...(key.code !== undefined && { discardReason: key.code }),
      ...(key.mappingId !== undefined && { subscriptionId: key.mappingId }),
    }
    for (let i = 0; i < series.length; i += 2) {
      const at = window.from + (series[i] as number) * stepMs
      yield { at, count: series[i + 1] as number, fields, retry }
    }
  }
}
