import { parseEventKey, parseRouteKey } from './books.ts'
import {
  DELIVERY_OUTCOMES,
  type DeliveryOutcome,
  EVENT_OUTCOMES,
  type EventOutcome,
  type RouteOutcome,
} from './outcome.ts'

/** So many events, and why; the reasons add up to the count. Events without a reason are under ''. */
export interface Count {
  count: number
  reasons: Record<string, number>
}

/** The books of one source: received = in pipeline + all outcomes. */
export interface SourceBooks {
  received: number
  'in pipeline': number
  outcomes: Record<EventOutcome, Count>
  balanced: boolean
}

/**
 * The books of one destination, from two bookkeepers: the pipeline (`routed`, `filtered at
 * destination`) and the destination's own log (`taken` and the outcomes). They agree when nothing
 * is on its way between them.
 */
export interface DestinationBooks {
  routed: number
  'filtered at destination': Count
  /** What the destination's log has taken on; runs ahead of `routed` until its run is acknowledged. */
  taken: number
  outcomes: Record<DeliveryOutcome, Count>
  balanced: boolean
}

/** What one log counted for one source, in one hour or several. */
export interface SourceCounts {
  received: number
  /** Earliest and latest `receivedAt`; absent in what older versions counted. */
  first?: string
  last?: string
  inPipeline: number
  events: Record<string, number>
  destinations: Record<string, number>
}

/** Outcome (and `routed`) -> reason -> count, as a destination's log keeps it. */
export type DeliveryCounts = Record<string, Record<string, number>>

export function sourceBooks(counts: readonly SourceCounts[]): SourceBooks {
  const outcomes = emptyCounts(EVENT_OUTCOMES)
  let received = 0
  let inPipeline = 0
  for (const log of counts) {
    received += log.received
    inPipeline += log.inPipeline
    for (const [key, count] of Object.entries(log.events)) {
      const { outcome, code } = parseEventKey(key)
      if (Object.hasOwn(outcomes, outcome)) add(outcomes[outcome], code, count)
    }
  }
  // An outcome that is none of ours is not in the sum, so it shows as an imbalance.
  const balanced = received === inPipeline + sumOf(outcomes)
  return { received, 'in pipeline': inPipeline, outcomes, balanced }
}

export function destinationBooks(
  destinationId: string,
  sources: readonly SourceCounts[],
  delivery: readonly DeliveryCounts[],
): DestinationBooks {
  const filtered: Count = { count: 0, reasons: {} }
  let routed = 0
  for (const log of sources) {
    for (const [key, count] of Object.entries(log.destinations)) {
      const route = parseRouteKey(key)
      if (route.destinationId !== destinationId) continue
      if (route.outcome === ('routed' satisfies RouteOutcome)) routed += count
      else add(filtered, route.code, count)
    }
  }
  const outcomes = emptyCounts(DELIVERY_OUTCOMES)
  let taken = 0
  for (const counts of delivery) {
    for (const [outcome, reasons] of Object.entries(counts)) {
      for (const [code, count] of Object.entries(reasons)) {
        if (outcome === 'routed') taken += count
        else if (isDeliveryOutcome(outcome)) add(outcomes[outcome], code, count)
      }
    }
  }
  const balanced = routed === taken && taken === sumOf(outcomes)
  return { routed, 'filtered at destination': filtered, taken, outcomes, balanced }
}

const isDeliveryOutcome = (text: string): text is DeliveryOutcome =>
  (DELIVERY_OUTCOMES as readonly string[]).includes(text)

const emptyCounts = <K extends string>(keys: readonly K[]): Record<K, Count> =>
  // Every key of the list is given a value, which `fromEntries` cannot express.
  Object.fromEntries(keys.map((key) => [key, { count: 0, reasons: {} }])) as unknown as Record<
    K,
    Count
  >

/** Counts of nothing are left out, so that they do not read as something that happened. */
function add(to: Count, code: string, count: number): void {
  if (count === 0) return
  to.count += count
  to.reasons[code] = (Object.hasOwn(to.reasons, code) ? (to.reasons[code] ?? 0) : 0) + count
}

const sumOf = (counts: Record<string, Count>): number =>
  Object.values(counts).reduce((sum, { count }) => sum + count, 0)
