import type { EventType } from './event.ts'
import type { JsonObject } from './json.ts'

/**
 * Mends what libraries are known to send, so that the schemas need to know the present field names
 * only. Answers a copy; nothing in the input is changed.
 *
 * - null means absent (Python sends null for every field that is not set);
 * - ids that are numbers become strings (Ruby sends them as they are);
 * - an empty page or screen `name` is absent (Ruby again);
 * - an empty array stands for an empty `context` or `integrations` (PHP has one kind of array);
 * - old field names: `action`, `sessionId`, `options`, and `from` and `to` of an alias call;
 * - the route decides the type; the write key is no part of the event.
 */
export function tolerate(raw: JsonObject, routeType: EventType | null): JsonObject {
  const event: JsonObject = {}
  for (const key of Object.keys(raw)) {
    const value = raw[key]
    if (value !== null && key !== 'writeKey' && key !== '__proto__') event[key] = value
  }
  if (routeType !== null) event.type = routeType
  else rename(event, 'action', 'type')
  rename(event, 'sessionId', 'anonymousId')
  rename(event, 'options', 'context')
  if (event.type === 'alias') {
    rename(event, 'from', 'previousId')
    rename(event, 'to', 'userId')
  }
  for (const key of ['userId', 'anonymousId', 'groupId', 'previousId', 'messageId']) {
    const value = event[key]
    if (typeof value === 'number' && Number.isFinite(value)) event[key] = String(value)
  }
  if (event.messageId === '') delete event.messageId
  if (event.name === '' && (event.type === 'page' || event.type === 'screen')) delete event.name
  if (isEmptyArray(event.context)) delete event.context
  if (isEmptyArray(event.integrations)) delete event.integrations
  return event
}

/** The new name wins where a caller sends both. */
function rename(event: JsonObject, from: string, to: string): void {
  if (event[from] === undefined || event[to] !== undefined) return
  event[to] = event[from]
  delete event[from]
}

const isEmptyArray = (value: unknown): boolean => Array.isArray(value) && value.length === 0
