import { type Caller, callerOfLibrary } from './caller.ts'
import type { Event, IncomingEvent } from './event.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import { correctTimes, parseTime } from './timestamps.ts'

/** What the events of one request share. */
export interface Envelope {
  receivedAt: string
  receivedMs: number
  /** `sentAt` of the batch root, as sent. Before an event's own. */
  sentAt: unknown
  /** Batch root `context` and `integrations`: filled into each event, whose own keys win. */
  context: JsonObject | null
  integrations: JsonObject | null
  /** What the route says of the caller; the library's name says it better. */
  routeCaller: Caller
  /** `collectableAddress` of the caller. */
  address: string | null
  /** `context.library.name` of a call that names none. */
  defaultLibrary: string
  /** How many deployments have forwarded the request so far; 0 when it comes from a library. */
  hops: number
}

/**
 * An event as it is kept: with an id, its four times, and a context. The routing data that libraries
 * send in `_metadata` stays. `messageId` is what it gets when it has none.
 */
export function normalizeEvent(
  event: IncomingEvent,
  envelope: Envelope,
  newId: () => string,
): Event {
  const context = inherit(event.context, envelope.context)
  fillLibrary(context, envelope.defaultLibrary)
  fillAddress(context, envelope)
  const integrations =
    event.integrations === undefined && envelope.integrations === null
      ? undefined
      : inherit(event.integrations, envelope.integrations)
  const original = parseTime(event.timestamp)
  const sent = parseTime(envelope.sentAt) ?? parseTime(event.sentAt)
  const kept: Event = {
    ...event,
    messageId: event.messageId ?? newId(),
    context,
    ...correctTimes({ original, sent, received: envelope.receivedMs }),
    receivedAt: envelope.receivedAt,
  }
  if (integrations !== undefined) kept.integrations = integrations
  const metadata = metadataOf(event, envelope, { original, sent })
  if (metadata !== undefined) kept._metadata = metadata
  return kept
}

/** The event's own keys win; a key that is null there is absent, so the batch's value fills it. */
export function inherit(own: unknown, root: JsonObject | null): JsonObject {
  const mine = isJsonObject(own) ? own : {}
  if (root === null) return { ...mine }
  const merged: JsonObject = { ...root }
  for (const [key, value] of Object.entries(mine)) {
    if (value !== null || merged[key] === undefined) merged[key] = value
  }
  return merged
}

function fillLibrary(context: JsonObject, name: string): void {
  if (isGiven(context.library)) return
  context.library = { name, version: '1' }
}

function fillAddress(context: JsonObject, envelope: Envelope): void {
  if (isGiven(context.ip)) return
  delete context.ip
  if (envelope.address === null) return
  const library = isJsonObject(context.library) ? context.library.name : context.library
  const caller = callerOfLibrary(library) ?? envelope.routeCaller
  if (caller === 'client' || context.direct === true) context.ip = envelope.address
}

/**
 * `_metadata` as sent, and in it what we must not lose: times that could not be read (for the
 * debugger), and the number of hops, which outgoing requests count on. A caller's own `hops` would
 * defeat that count and is left out.
 */
function metadataOf(
  event: IncomingEvent,
  envelope: Envelope,
  times: { original: number | null; sent: number | null },
): JsonObject | undefined {
  const own = isJsonObject(event._metadata) ? event._metadata : undefined
  const unreadable: JsonObject = {}
  if (times.original === null && event.timestamp !== undefined)
    unreadable.timestamp = event.timestamp
  const sentAt = isGiven(envelope.sentAt) ? envelope.sentAt : event.sentAt
  if (times.sent === null && sentAt !== undefined) unreadable.sentAt = sentAt
  const bad = Object.keys(unreadable).length > 0
  if (!bad && envelope.hops === 0 && own?.hops === undefined) return own
  const { hops: _, ...rest } = own ?? {}
  return {
    ...rest,
    ...(bad ? { unreadable } : {}),
    ...(envelope.hops > 0 ? { hops: envelope.hops } : {}),
  }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null
