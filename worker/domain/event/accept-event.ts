import { err, ok, type Result } from '../result.ts'
import type { Event, EventType } from './event.ts'
import { type IngestFailure, ingestFailure } from './failure.ts'
import { isJsonObject, nestsDeeperThan } from './json.ts'
import { MAX_EVENT_BYTES, MAX_NESTING } from './limits.ts'
import { type Envelope, inherit, normalizeEvent } from './normalize.ts'
import { parseEvent } from './parse.ts'

export interface AcceptedEvent {
  event: Event
  json: string
}

/** One call of a request, as sent -> the event as it is kept and its JSON, or why it is refused. */
export function acceptEvent(
  raw: unknown,
  routeType: EventType | null,
  envelope: Envelope,
  newId: () => string,
): Result<AcceptedEvent, IngestFailure> {
  const parsed = parseEvent(raw, routeType)
  if (!parsed.ok) return parsed
  const event = normalizeEvent(parsed.value, envelope, newId)
  const json = stringify(event)
  if (json === null) return err(ingestFailure('nesting_too_deep'))
  if (isTooLarge(json, raw, envelope)) return err(ingestFailure('event_too_large'))
  return ok({ event, json })
}

/** Null when the event nests too deep; `JSON.stringify` itself runs out of stack far beyond that. */
function stringify(event: Event): string | null {
  try {
    const json = JSON.stringify(event)
    return nestsDeeperThan(MAX_NESTING, event, json) ? null : json
  } catch {
    return null
  }
}

/** The limit is on what was sent, with what it inherits, not on the fields that we add. */
function isTooLarge(json: string, raw: unknown, { context, integrations }: Envelope): boolean {
  // A UTF-16 unit is three bytes of UTF-8 at most.
  if (json.length * 3 <= MAX_EVENT_BYTES || !isJsonObject(raw)) return false
  const sent = { ...raw }
  if (context !== null) sent.context = inherit(raw.context, context)
  if (integrations !== null) sent.integrations = inherit(raw.integrations, integrations)
  return utf8Bytes(JSON.stringify(sent)) > MAX_EVENT_BYTES
}

const encoder = new TextEncoder()
const utf8Bytes = (text: string): number => encoder.encode(text).length
