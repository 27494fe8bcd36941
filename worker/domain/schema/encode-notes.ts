import {
  decodeProtocols,
  type EncodedProtocols,
  encodeProtocols,
  encodeViolation,
  noProtocolNotes,
  type ProtocolNotes,
} from '../protocols/violation-notes.ts'
import {
  type EventNote,
  eventNoteKey,
  type FieldNote,
  hourNotes,
  type SourceNotes,
} from './notes.ts'

/**
 * Notes as text: what crosses an RPC and lies in rows. Most fields of an event are in all of its
 * calls, so a field whose counts and times are those of its event is a number, its types.
 *
 *     {"v":1,"hours":{"2026-11-23T17":{"events":[[kind,name,allowed,blocked,first,last,unlisted,fields]],"unlisted":[1,0]}}}
 *
 * Times count from the hour's beginning, in milliseconds.
 */
interface Encoded {
  v: 1
  hours: Record<
    string,
    { events: EncodedEvent[]; unlisted?: [number, number]; protocols?: EncodedProtocols }
  >
}

type EncodedEvent = [
  kind: number,
  name: string,
  allowed: number,
  blocked: number,
  first: number,
  last: number,
  fieldsUnlisted: 0 | 1,
  fields: Record<string, EncodedField>,
]

type EncodedField =
  | number
  | [types: number, allowed: number, blocked: number]
  | [types: number, allowed: number, blocked: number, first: number, last: number]

export function encodeNotes(notes: SourceNotes): string {
  const hours: Encoded['hours'] = {}
  for (const [hour, { events, unlisted, protocols }] of notes) {
    const start = startOf(hour)
    hours[hour] = {
      events: [...events.values()].map((event) => encodeEvent(event, start)),
      ...(unlisted.allowed + unlisted.blocked > 0 && {
        unlisted: [unlisted.allowed, unlisted.blocked],
      }),
      ...(protocols && { protocols: encodeProtocols(protocols, start) }),
    }
  }
  return JSON.stringify({ v: 1, hours } satisfies Encoded)
}

/** The same in texts of so many characters and one event at most, to be merged again: a row has an end. */
export function encodeInPieces(notes: SourceNotes, maxChars: number): string[] {
  const pieces: string[] = []
  let piece: SourceNotes = new Map()
  let chars = 0
  for (const [hour, { events, unlisted }] of notes) {
    hourNotes(piece, hour).unlisted = unlisted
    for (const [key, event] of events) {
      // Written to be measured: what JSON escapes takes six times its length.
      const more = JSON.stringify(encodeEvent(event, startOf(hour))).length
      if (chars > 0 && chars + more > maxChars) {
        pieces.push(encodeNotes(piece))
        piece = new Map()
        chars = 0
      }
      hourNotes(piece, hour).events.set(key, event)
      chars += more
    }
  }
  if (piece.size > 0) pieces.push(encodeNotes(piece))
  for (const [hour, { protocols }] of notes) {
    if (protocols === undefined) continue
    for (const part of protocolsInParts(protocols, startOf(hour), maxChars)) {
      const alone = hourNotes(new Map(), hour)
      pieces.push(encodeNotes(new Map([[hour, { ...alone, protocols: part }]])))
    }
  }
  return pieces
}

/** The same in parts of so many characters, to be merged again. The counts of events are in the first. */
export function protocolsInParts(
  notes: ProtocolNotes,
  start: number,
  maxChars: number,
): ProtocolNotes[] {
  let part: ProtocolNotes = { ...notes, violations: new Map() }
  const parts = [part]
  let chars = 0
  for (const [key, note] of notes.violations) {
    const more = JSON.stringify(encodeViolation(note, start)).length
    if (chars > 0 && chars + more > maxChars) {
      part = noProtocolNotes()
      parts.push(part)
      chars = 0
    }
    part.violations.set(key, note)
    chars += more
  }
  return parts
}

/** @throws when the text is not of `encodeNotes`. */
export function decodeNotes(text: string): SourceNotes {
  const { v, hours } = JSON.parse(text) as Encoded
  if (v !== 1) throw new Error(`schema notes of an unknown version: ${String(v)}`)
  const notes: SourceNotes = new Map()
  for (const [hour, { events, unlisted = NONE, protocols }] of Object.entries(hours)) {
    const start = startOf(hour)
    const into = hourNotes(notes, hour)
    into.unlisted = { allowed: unlisted[0], blocked: unlisted[1] }
    if (protocols !== undefined) into.protocols = decodeProtocols(protocols, start)
    for (const event of events) {
      into.events.set(eventNoteKey(event[0], event[1]), decodeEvent(event, start))
    }
  }
  return notes
}

const NONE: [number, number] = [0, 0]

const startOf = (hour: string): number => Date.parse(`${hour}:00:00.000Z`)

function encodeEvent(event: EventNote, start: number): EncodedEvent {
  const { kind, name, allowed, blocked, first, last } = event
  const fields = Object.fromEntries(
    [...event.fields].map(([path, field]) => [path, encodeField(field, event, start)]),
  )
  const unlisted = event.fieldsUnlisted ? 1 : 0
  return [kind, name, allowed, blocked, first - start, last - start, unlisted, fields]
}

function encodeField(field: FieldNote, event: EventNote, start: number): EncodedField {
  const { types, allowed, blocked, first, last } = field
  if (first !== event.first || last !== event.last) {
    return [types, allowed, blocked, first - start, last - start]
  }
  return allowed === event.allowed && blocked === event.blocked ? types : [types, allowed, blocked]
}

function decodeEvent(encoded: EncodedEvent, start: number): EventNote {
  const [kind, name, allowed, blocked, first, last, unlisted, fields] = encoded
  const event: EventNote = {
    kind,
    name,
    allowed,
    blocked,
    first: start + first,
    last: start + last,
    fieldsUnlisted: unlisted === 1,
    fields: new Map(),
  }
  for (const [path, field] of Object.entries(fields)) {
    event.fields.set(path, decodeField(field, event, start))
  }
  return event
}

function decodeField(encoded: EncodedField, event: EventNote, start: number): FieldNote {
  const { allowed, blocked, first, last } = event
  if (typeof encoded === 'number') return { types: encoded, allowed, blocked, first, last }
  const [types, ownAllowed, ownBlocked, ownFirst, ownLast] = encoded
  return {
    types,
    allowed: ownAllowed,
    blocked: ownBlocked,
    first: ownFirst === undefined ? first : start + ownFirst,
    last: ownLast === undefined ? last : start + ownLast,
  }
}
