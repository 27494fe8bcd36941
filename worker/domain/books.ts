import type { EventOutcome, RouteOutcome } from './outcome.ts'

/**
 * Keys of the books. Counts are kept per hour of `receivedAt` (`2026-11-23T17`) and source, under
 * tab-separated keys: compact to store, and unambiguous because JSON strings never hold a raw tab
 * once `bookField` has replaced it.
 */
export const hourOf = (isoTime: string): string => isoTime.slice(0, 13)

/**
 * Names are the callers' words, and 2,000 of them share a row that holds 2 MB: so longer ones are cut,
 * and what JSON writes as six characters does not stay.
 */
const MAX_FIELD_CHARS = 200

const bookField = (value: string): string =>
  value
    .slice(0, MAX_FIELD_CHARS)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')

export interface EventKey {
  outcome: EventOutcome
  /** Reason code, empty when there is none. */
  code: string
  type: string
  /** Event name of a track call; empty for the other types. */
  name: string
}

export const eventKey = (key: EventKey): string =>
  [key.outcome, key.code, key.type, key.name].map(bookField).join('\t')

export function parseEventKey(key: string): EventKey {
  const [outcome = '', code = '', type = '', name = ''] = key.split('\t')
  return { outcome: outcome as EventOutcome, code, type, name }
}

export interface RouteKey {
  destinationId: string
  outcome: RouteOutcome
  /** Reason of the filter, empty when routed. */
  code: string
}

export const routeKey = (key: RouteKey): string =>
  [key.destinationId, key.outcome, key.code].map(bookField).join('\t')

export function parseRouteKey(key: string): RouteKey {
  const [destinationId = '', outcome = '', code = ''] = key.split('\t')
  return { destinationId, outcome: outcome as RouteOutcome, code }
}
