import { hourOf } from '../books.ts'
import { isJsonObject } from '../event/json.ts'
import { formatFieldPath } from '../protocols/field-path.ts'
import { typeBit } from './field-types.ts'
import { SCHEMA_KINDS, type SchemaKind } from './kinds.ts'
import {
  MAX_FIELD_DEPTH,
  MAX_FIELDS_PER_EVENT,
  MAX_NAME_CHARS,
  MAX_PATH_CHARS,
  MAX_UNIT_FIELD_CHARS,
} from './limits.ts'
import {
  type EventNote,
  eventNoteKey,
  type FieldNote,
  hourNotes,
  type SourceNotes,
} from './notes.ts'

const IDENTIFY = SCHEMA_KINDS.indexOf('identify')
const GROUP = SCHEMA_KINDS.indexOf('group')

export interface NotedEvent {
  fields: Readonly<Record<string, unknown>>
  /** ISO 8601 UTC with milliseconds. */
  receivedAt: string
  /** It went no further: blocked at its source. */
  blocked: boolean
  /** Paths below its traits that were taken away, whether or not `fields` still has them. */
  omitted?: readonly string[]
}

/** A field of one event name and the way on to those below it. Without a note it is not listed. */
interface FieldNode {
  path: string
  depth: number
  note: FieldNote | null
  /** Number of the call it was last seen in: however many items of a list have it, a call counts once. */
  seenIn: number
  /** Made with the first of them: most fields have none, and there is a node for every field. */
  children: Map<string, FieldNode> | null
  items: FieldNode | null
}

interface Row {
  note: EventNote
  root: FieldNode
}

/** Track events by name, the other kinds by their position. */
interface HourRows {
  named: Map<string, Row>
  others: (Row | undefined)[]
  notes: Map<string, EventNote>
}

interface Moment {
  text: string
  at: number
  rows: HourRows
}

/** What is the same for all fields of the call that is being noted. */
interface Sighting {
  row: Row
  call: number
  at: number
  omitted: ReadonlySet<string> | null
}

/**
 * Takes notes of the events of one source. Runs for every event, so it walks each once, builds a path
 * only for fields that are new to it, and keeps no values.
 */
export class NoteTaker {
  readonly notes: SourceNotes = new Map()
  private readonly hours = new Map<string, HourRows>()
  private fieldChars = 0
  private calls = 0
  /** Of the last event: all of a request came at one time, and most of a unit in one hour. */
  private last: Moment | null = null

  add({ fields, receivedAt, blocked, omitted = [] }: NotedEvent): void {
    const kind = SCHEMA_KINDS.indexOf(fields.type as SchemaKind)
    if (kind < 0) return
    const { at, rows } = this.momentOf(receivedAt)
    const row = rowOf(rows, kind, kind === 0 ? nameOf(fields.event) : '', at)
    const sighting: Sighting = {
      row,
      call: ++this.calls,
      at,
      omitted: omitted.length > 0 ? new Set(omitted) : null,
    }
    count(row.note, blocked, at)
    const values = kind === IDENTIFY || kind === GROUP ? fields.traits : fields.properties
    if (isJsonObject(values)) this.walk(values, row.root, blocked, sighting)
    for (const path of omitted) this.noteOmitted(path, sighting)
  }

  private momentOf(receivedAt: string): Moment {
    if (this.last?.text === receivedAt) return this.last
    const hour = hourOf(receivedAt)
    let rows = this.hours.get(hour)
    if (!rows) {
      rows = { named: new Map(), others: [], notes: hourNotes(this.notes, hour).events }
      this.hours.set(hour, rows)
    }
    this.last = { text: receivedAt, at: Date.parse(receivedAt), rows }
    return this.last
  }

  /** Recursion is bounded by the depth that is listed. */
  private walk(
    object: Record<string, unknown>,
    node: FieldNode,
    blocked: boolean,
    sighting: Sighting,
  ): void {
    for (const key in object) {
      const child = node.children?.get(key) ?? this.grow(node, key, sighting)
      if (child !== null) this.visit(object[key], child, blocked, sighting)
    }
  }

  private visit(value: unknown, node: FieldNode, blocked: boolean, sighting: Sighting): void {
    const isBlocked = blocked || sighting.omitted?.has(node.path) === true
    this.see(node, typeBit(value), isBlocked, sighting)
    if (typeof value !== 'object' || value === null) return
    if (!Array.isArray(value)) {
      this.walk(value as Record<string, unknown>, node, isBlocked, sighting)
      return
    }
    for (const item of value) this.visitItem(item, node, isBlocked, sighting)
  }

  /** That a list holds objects is told by their fields; what else it holds has a row of its own. */
  private visitItem(item: unknown, list: FieldNode, blocked: boolean, sighting: Sighting): void {
    list.items ??= newNode(`${list.path}.$`, list.depth + 1)
    const node = list.items
    if (node.path.length > MAX_PATH_CHARS || node.depth > MAX_FIELD_DEPTH) {
      sighting.row.note.fieldsUnlisted = true
    } else if (isJsonObject(item)) {
      this.walk(item, node, blocked, sighting)
    } else {
      this.visit(item, node, blocked, sighting)
    }
  }

  private see(node: FieldNode, type: number, blocked: boolean, sighting: Sighting): void {
    node.note ??= this.list(node, sighting)
    if (node.note === null) return
    node.note.types |= type
    if (node.seenIn === sighting.call) return
    node.seenIn = sighting.call
    count(node.note, blocked, sighting.at)
  }

  private grow(parent: FieldNode, key: string, sighting: Sighting): FieldNode | null {
    const prefix = parent.path === '' ? '' : `${parent.path}.`
    const isTooLong = prefix.length + key.length > MAX_PATH_CHARS
    if (isTooLong || parent.depth >= MAX_FIELD_DEPTH || !this.hasRoom(sighting.row)) {
      sighting.row.note.fieldsUnlisted = true
      return null
    }
    const child = newNode(prefix + spell(key), parent.depth + 1)
    parent.children ??= new Map()
    parent.children.set(key, child)
    return child
  }

  private list(node: FieldNode, { row, at }: Sighting): FieldNote | null {
    const known = row.note.fields.get(node.path)
    if (known) return known
    if (!this.hasRoom(row)) {
      row.note.fieldsUnlisted = true
      return null
    }
    const note = { types: 0, allowed: 0, blocked: 0, first: at, last: at }
    row.note.fields.set(node.path, note)
    this.fieldChars += node.path.length
    return note
  }

  private hasRoom(row: Row): boolean {
    return row.note.fields.size < MAX_FIELDS_PER_EVENT && this.fieldChars < MAX_UNIT_FIELD_CHARS
  }

  /** Of a trait that is gone already we know the name only. */
  private noteOmitted(path: string, sighting: Sighting): void {
    const { row, at } = sighting
    const known = row.note.fields.get(path)
    if (known) {
      if (!this.wasSeen(row.root, path, sighting.call)) count(known, true, at)
      return
    }
    if (path.length > MAX_PATH_CHARS || !this.hasRoom(row)) {
      row.note.fieldsUnlisted = true
      return
    }
    row.note.fields.set(path, { types: 0, allowed: 0, blocked: 1, first: at, last: at })
    this.fieldChars += path.length
  }

  /** Only for omitted traits, which are few. */
  private wasSeen(node: FieldNode, path: string, call: number): boolean {
    if (node.path === path) return node.seenIn === call
    const below = [...(node.children?.values() ?? []), ...(node.items ? [node.items] : [])]
    return below.some(
      (child) =>
        (path === child.path || path.startsWith(`${child.path}.`)) &&
        this.wasSeen(child, path, call),
    )
  }
}

function rowOf(rows: HourRows, kind: number, name: string, at: number): Row {
  const known = kind === 0 ? rows.named.get(name) : rows.others[kind]
  if (known) return known
  const note: EventNote = {
    kind,
    name,
    allowed: 0,
    blocked: 0,
    first: at,
    last: at,
    fieldsUnlisted: false,
    fields: new Map(),
  }
  const row = { note, root: newNode('', 0) }
  if (kind === 0) rows.named.set(name, row)
  else rows.others[kind] = row
  rows.notes.set(eventNoteKey(kind, name), note)
  return row
}

/** Nearly no key needs to be escaped. */
const spell = (key: string): string => (/[.\\$]/.test(key) ? formatFieldPath([key]) : key)

const newNode = (path: string, depth: number): FieldNode => ({
  path,
  depth,
  note: null,
  seenIn: 0,
  children: null,
  items: null,
})

function count(note: Omit<FieldNote, 'types'>, blocked: boolean, at: number): void {
  if (blocked) note.blocked++
  else note.allowed++
  if (at < note.first) note.first = at
  if (at > note.last) note.last = at
}

function nameOf(event: unknown): string {
  const name = typeof event === 'string' ? event : ''
  return name.length <= MAX_NAME_CHARS ? name : `${name.slice(0, MAX_NAME_CHARS - 1)}…`
}
