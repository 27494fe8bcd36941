import {
  mergeProtocolNotes,
  noProtocolNotes,
  type ProtocolNotes,
} from '../protocols/violation-notes.ts'
import { MAX_EVENTS_PER_SOURCE, MAX_FIELDS_PER_EVENT, MAX_FIELDS_PER_SOURCE } from './limits.ts'

/** What was seen of a field. Times are milliseconds since the epoch. */
export interface FieldNote {
  /** Set of types, as bits of `typeBit`. */
  types: number
  allowed: number
  blocked: number
  first: number
  last: number
}

/** What was seen of one event name, or of one of the other kinds, in an hour. */
export interface EventNote {
  /** Position in `SCHEMA_KINDS`. */
  kind: number
  /** Empty for all kinds but track. */
  name: string
  allowed: number
  blocked: number
  first: number
  last: number
  /** It had more fields than are noted. */
  fieldsUnlisted: boolean
  fields: Map<string, FieldNote>
}

export interface HourNotes {
  events: Map<string, EventNote>
  /** Events without a row, because there were too many names. */
  unlisted: { allowed: number; blocked: number }
  /** What a tracking plan had to say; absent where it had nothing to. */
  protocols?: ProtocolNotes
}

/**
 * What was seen of one source: hour of `receivedAt` -> notes. Notes of disjoint sets of events can be
 * merged in any order and grouping with the same result, while they stay within the limits; beyond
 * them the counts of events still add up, though which names have rows depends on the order.
 */
export type SourceNotes = Map<string, HourNotes>

export const eventNoteKey = (kind: number, name: string): string => `${kind}${name}`

/** How many more events and fields may be listed; merging uses it up. */
export interface Room {
  events: number
  fields: number
}

export const fullRoom = (): Room => ({
  // One more for each kind without names.
  events: MAX_EVENTS_PER_SOURCE + 4,
  fields: MAX_FIELDS_PER_SOURCE,
})

export function hourNotes(notes: SourceNotes, hour: string): HourNotes {
  let found = notes.get(hour)
  if (!found) {
    found = { events: new Map(), unlisted: { allowed: 0, blocked: 0 } }
    notes.set(hour, found)
  }
  return found
}

export function protocolNotes(hour: HourNotes): ProtocolNotes {
  hour.protocols ??= noProtocolNotes()
  return hour.protocols
}

/** Adds `more` to `into`, of which nothing is shared afterwards. */
export function mergeNotes(into: SourceNotes, more: SourceNotes, room: Room = fullRoom()): void {
  for (const [hour, from] of more) {
    const target = hourNotes(into, hour)
    target.unlisted.allowed += from.unlisted.allowed
    target.unlisted.blocked += from.unlisted.blocked
    for (const [key, event] of from.events) mergeEvent(target, key, event, room)
    if (from.protocols !== undefined) mergeProtocolNotes(protocolNotes(target), from.protocols)
  }
}

function mergeEvent(target: HourNotes, key: string, event: EventNote, room: Room): void {
  let known = target.events.get(key)
  if (!known) {
    if (room.events <= 0) {
      target.unlisted.allowed += event.allowed
      target.unlisted.blocked += event.blocked
      return
    }
    room.events--
    known = { ...event, allowed: 0, blocked: 0, fields: new Map() }
    target.events.set(key, known)
  }
  addSeen(known, event)
  known.fieldsUnlisted ||= event.fieldsUnlisted
  for (const [path, field] of event.fields) mergeField(known, path, field, room)
}

function mergeField(event: EventNote, path: string, field: FieldNote, room: Room): void {
  const known = event.fields.get(path)
  if (known) {
    addSeen(known, field)
    known.types |= field.types
  } else if (room.fields > 0 && event.fields.size < MAX_FIELDS_PER_EVENT) {
    room.fields--
    event.fields.set(path, { ...field })
  } else {
    event.fieldsUnlisted = true
  }
}

type Seen = Pick<FieldNote, 'allowed' | 'blocked' | 'first' | 'last'>

export function addSeen(into: Seen, more: Seen): void {
  into.allowed += more.allowed
  into.blocked += more.blocked
  into.first = Math.min(into.first, more.first)
  into.last = Math.max(into.last, more.last)
}
