import type { LogTotals } from '../../worker/messages/ingest-log-rpc.ts'
import type { TotalsDelta } from '../../worker/messages/verdict.ts'
import { widen } from '../outbox/pack.ts'

/** Counts of one source in one hour. */
export interface SourceHour {
  received: number
  /** Earliest and latest `receivedAt`; what older versions folded lacks them. */
  first?: string
  last?: string
  events: Record<string, number>
  destinations: Record<string, number>
}

/** hour -> sourceId -> counts. */
export type Totals = Map<string, Map<string, SourceHour>>

/**
 * Distinct keys kept per source and hour; what comes after is counted under `__other__`, so that event
 * names made up per call cannot grow a row without end. The sums stay exact.
 */
export const MAX_KEYS_PER_SOURCE_HOUR = 2000
export const OTHER_NAME = '__other__'

export function sourceHour(totals: Totals, hour: string, sourceId: string): SourceHour {
  let sources = totals.get(hour)
  if (!sources) {
    sources = new Map()
    totals.set(hour, sources)
  }
  let counts = sources.get(sourceId)
  if (!counts) {
    counts = { received: 0, events: {}, destinations: {} }
    sources.set(sourceId, counts)
  }
  return counts
}

export function addDelta(totals: Totals, delta: TotalsDelta): void {
  for (const [hour, sources] of Object.entries(delta)) {
    for (const [sourceId, counts] of Object.entries(sources)) {
      const into = sourceHour(totals, hour, sourceId)
      addCounts(into.events, counts.events)
      addCounts(into.destinations, counts.destinations)
    }
  }
}

export function addTotals(totals: Totals, more: Totals): void {
  for (const [hour, sources] of more) {
    for (const [sourceId, counts] of sources) {
      const into = sourceHour(totals, hour, sourceId)
      into.received += counts.received
      widen(into, counts)
      addCounts(into.events, counts.events)
      addCounts(into.destinations, counts.destinations)
    }
  }
}

function addCounts(into: Record<string, number>, from: Record<string, number>): void {
  let size = Object.keys(into).length
  for (const [key, count] of Object.entries(from)) {
    const known = into[key]
    if (known !== undefined) into[key] = known + count
    else if (size < MAX_KEYS_PER_SOURCE_HOUR) {
      into[key] = count
      size++
    } else {
      const other = withoutName(key)
      into[other] = (into[other] ?? 0) + count
    }
  }
}

/** Replaces the last field of a key (the event's name) and keeps what the books need. */
const withoutName = (key: string): string => `${key.slice(0, key.lastIndexOf('\t'))}\t${OTHER_NAME}`

/** The part of the totals that a reader asked for, as plain objects. */
export function selectTotals(
  log: string,
  totals: Totals,
  inPipeline: Map<string, Map<string, number>>,
  range: { from: string; to: string; sourceId?: string },
): LogTotals {
  const hours: LogTotals['hours'] = {}
  for (const [hour, sources] of totals) {
    if (hour < range.from || hour >= range.to) continue
    for (const [sourceId, counts] of sources) {
      if (range.sourceId !== undefined && sourceId !== range.sourceId) continue
      hours[hour] ??= {}
      hours[hour][sourceId] = { ...counts, inPipeline: inPipeline.get(hour)?.get(sourceId) ?? 0 }
    }
  }
  return { log, hours }
}
