import {
  MAX_EVENTS_PER_SOURCE,
  MAX_FIELDS_PER_EVENT,
  MAX_FIELDS_PER_SOURCE,
} from '../../worker/domain/schema/limits.ts'
import {
  type EventNote,
  eventNoteKey,
  type FieldNote,
  type SourceNotes,
} from '../../worker/domain/schema/notes.ts'
import type { Counts } from './schema-counts.ts'

/** What is known of a field; its place in the list of fields is its name in the counts. */
export interface FieldFact {
  path: string
  types: number
  /** Milliseconds since the epoch; 0: never. */
  first: number
  last: number
  /**
   * When it was taken off the list; 0: it is on it. Its place stays taken, since counts refer to it, and
   * what was seen before that time but comes later does not bring it back.
   */
  clearedAt: number
}

/** What is known of one event name, or of one of the kinds without names. */
export interface EventFact {
  /** Its name in the counts. Never used for another. */
  id: number
  /** Position in `SCHEMA_KINDS`. */
  kind: number
  name: string
  first: number
  last: number
  /** Added by hand. */
  expected: boolean
  archived: boolean
  fieldsUnlisted: boolean
  clearedAt: number
  fields: FieldFact[]
}

export interface Facts {
  nextId: number
  /** By `eventNoteKey`. */
  events: Map<string, EventFact>
}

/** Longer than counts are kept, so that nothing refers to the place any more. */
const PLACE_FREE_AFTER_MS = 40 * 24 * 3_600_000

/**
 * Adds notes to the facts and to the counts that `countsOf` gives for an hour; null: these are not
 * asked for. Events beyond the limit are counted as unlisted.
 */
export class FactBook {
  readonly facts: Facts
  private listed = 0
  private fields = 0
  private readonly places = new Map<EventFact, Map<string, number>>()

  constructor(facts: Facts) {
    this.facts = facts
    for (const event of facts.events.values()) {
      if (event.clearedAt > 0) continue
      if (event.kind === 0) this.listed++
      this.fields += event.fields.length
    }
  }

  get isFull(): boolean {
    return this.listed >= MAX_EVENTS_PER_SOURCE
  }

  add(notes: SourceNotes, countsOf: (hour: string) => Counts | null, now: number): void {
    for (const [hour, { events, unlisted }] of notes) {
      const counts = countsOf(hour)
      counts?.addUnlisted(unlisted)
      for (const [key, note] of events) {
        const fact = this.eventOf(key, note)
        if (fact === null) counts?.addUnlisted(note)
        else if (fact !== 'cleared') this.addEvent(fact, note, counts, now)
      }
    }
  }

  /** The fact of an event that is on the list, made when there is room. */
  expect(kind: number, name: string): EventFact | null {
    const key = eventNoteKey(kind, name)
    const known = this.facts.events.get(key)
    if (known && known.clearedAt === 0) return known
    if (kind === 0 && this.isFull) return null
    return this.open(key, kind, name)
  }

  private eventOf(key: string, note: EventNote): EventFact | 'cleared' | null {
    const known = this.facts.events.get(key)
    if (known?.clearedAt === 0) return known
    if (known && note.last <= known.clearedAt) return 'cleared'
    if (note.kind === 0 && this.isFull) return null
    return this.open(key, note.kind, note.name)
  }

  private open(key: string, kind: number, name: string): EventFact {
    const fact: EventFact = {
      id: this.facts.nextId++,
      kind,
      name,
      first: 0,
      last: 0,
      expected: false,
      archived: false,
      fieldsUnlisted: false,
      clearedAt: 0,
      fields: [],
    }
    this.facts.events.set(key, fact)
    if (kind === 0) this.listed++
    return fact
  }

  private addEvent(fact: EventFact, note: EventNote, counts: Counts | null, now: number): void {
    stretch(fact, note)
    fact.fieldsUnlisted ||= note.fieldsUnlisted
    counts?.addEvent(fact.id, note)
    for (const [path, field] of note.fields) {
      const place = this.placeOf(fact, path, field, now)
      if (place === null) fact.fieldsUnlisted = true
      else if (place !== 'cleared') {
        const known = fact.fields[place] as FieldFact
        stretch(known, field)
        known.types |= field.types
        counts?.addField(fact.id, place, field)
      }
    }
  }

  private placeOf(
    fact: EventFact,
    path: string,
    note: FieldNote,
    now: number,
  ): number | 'cleared' | null {
    const places = this.placesOf(fact)
    const place = places.get(path)
    const known = place === undefined ? undefined : fact.fields[place]
    if (place !== undefined && known?.clearedAt === 0) return place
    if (known && note.last <= known.clearedAt) return 'cleared'
    const free = fact.fields.findIndex(
      ({ clearedAt }) => clearedAt > 0 && clearedAt < now - PLACE_FREE_AFTER_MS,
    )
    const listed = fact.fields.filter(({ clearedAt }) => clearedAt === 0).length
    if (listed >= MAX_FIELDS_PER_EVENT || this.fields >= MAX_FIELDS_PER_SOURCE) return null
    // Under its old name it would be found again and taken for the one that was cleared.
    if (known) known.path = ''
    const field = { path, types: 0, first: 0, last: 0, clearedAt: 0 }
    const next = free >= 0 ? free : fact.fields.length
    if (free < 0) this.fields++
    else places.delete(fact.fields[free]?.path ?? '')
    fact.fields[next] = field
    places.set(path, next)
    return next
  }

  private placesOf(fact: EventFact): Map<string, number> {
    let places = this.places.get(fact)
    if (!places) {
      places = new Map(fact.fields.map(({ path }, index) => [path, index]))
      places.delete('')
      this.places.set(fact, places)
    }
    return places
  }
}

function stretch(
  fact: Pick<FieldFact, 'first' | 'last'>,
  note: Pick<FieldFact, 'first' | 'last'>,
): void {
  fact.first = fact.first === 0 ? note.first : Math.min(fact.first, note.first)
  fact.last = Math.max(fact.last, note.last)
}

/** Cleared events are remembered this long: later than that no log still has notes from before. */
const CLEARED_KEPT_MS = 2 * 24 * 3_600_000

export function forgetCleared(facts: Facts, now: number): void {
  for (const [key, { clearedAt }] of facts.events) {
    if (clearedAt > 0 && clearedAt < now - CLEARED_KEPT_MS) facts.events.delete(key)
  }
}

type EncodedEvent = [
  id: number,
  kind: number,
  name: string,
  first: number,
  last: number,
  flags: number,
  clearedAt: number,
  /** Times count from those of the event. */
  fields: [path: string, types: number, first: number, last: number, clearedAt: number][],
]

/** As texts of about so many characters, in the order of ids, so that most stay as they were. */
export function encodeFacts({ nextId, events }: Facts, maxChars: number): string[] {
  const parts: string[][] = [[]]
  let chars = 0
  for (const fact of [...events.values()].sort((a, b) => a.id - b.id)) {
    const text = JSON.stringify(encodeFact(fact))
    if (chars > 0 && chars + text.length > maxChars) {
      parts.push([])
      chars = 0
    }
    parts.at(-1)?.push(text)
    chars += text.length
  }
  return parts.map((part) => `{"v":1,"nextId":${nextId},"events":[${part.join(',')}]}`)
}

export function decodeFacts(parts: readonly string[]): Facts {
  const facts: Facts = { nextId: 1, events: new Map() }
  for (const part of parts) {
    const { v, nextId, events } = JSON.parse(part) as {
      v: number
      nextId: number
      events: EncodedEvent[]
    }
    if (v !== 1) throw new Error(`schema facts of an unknown version: ${v}`)
    facts.nextId = Math.max(facts.nextId, nextId)
    for (const event of events) {
      facts.events.set(eventNoteKey(event[1], event[2]), decodeFact(event))
    }
  }
  return facts
}

const encodeFact = (fact: EventFact): EncodedEvent => [
  fact.id,
  fact.kind,
  fact.name,
  fact.first,
  fact.last,
  (fact.expected ? 1 : 0) | (fact.archived ? 2 : 0) | (fact.fieldsUnlisted ? 4 : 0),
  fact.clearedAt,
  fact.fields.map(({ path, types, first, last, clearedAt }) => [
    path,
    types,
    first - fact.first,
    last - fact.last,
    clearedAt,
  ]),
]

const decodeFact = ([
  id,
  kind,
  name,
  eventFirst,
  eventLast,
  flags,
  cleared,
  fields,
]: EncodedEvent): EventFact => ({
  id,
  kind,
  name,
  first: eventFirst,
  last: eventLast,
  expected: (flags & 1) !== 0,
  archived: (flags & 2) !== 0,
  fieldsUnlisted: (flags & 4) !== 0,
  clearedAt: cleared,
  fields: fields.map(([path, types, first, last, clearedAt]) => ({
    path,
    types,
    first: eventFirst + first,
    last: eventLast + last,
    clearedAt,
  })),
})
