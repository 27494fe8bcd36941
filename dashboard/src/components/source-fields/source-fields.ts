import { printFql } from '../../../../worker/domain/fql/print.ts'
import type { LiveEvent } from '../../api/live.ts'
import { isObject } from '../../format/json-object.ts'

export type FieldGroup = 'Event' | 'Properties' | 'Traits' | 'Context'
export type FieldValueType = 'text' | 'number' | 'boolean' | 'object' | 'list' | 'null'

/** Something that events of a source have: to be asked about, taken out or mapped. */
export interface SourceField {
  group: FieldGroup
  /** From the event on: `['properties', 'order_id']`. */
  keys: readonly string[]
  /** The same as the filter language writes it; also its name among the others. */
  path: string
  /** It is in the objects of a list, which the filter language cannot ask about. */
  isInList: boolean
  /** What recent events had there; empty when none of them had it. */
  types: readonly FieldValueType[]
  /** Texts and numbers that recent events had there, most frequent first. */
  values: readonly string[]
}

/** What every event may have, whatever its source sends. */
const WELL_KNOWN: readonly (readonly string[])[] = [
  ['type'],
  ['event'],
  ['name'],
  ['userId'],
  ['anonymousId'],
  ['groupId'],
  ['previousId'],
  ['messageId'],
  ['timestamp'],
  ['context', 'ip'],
  ['context', 'locale'],
  ['context', 'userAgent'],
  ['context', 'timezone'],
  ['context', 'app', 'name'],
  ['context', 'app', 'version'],
  ['context', 'campaign', 'name'],
  ['context', 'campaign', 'source'],
  ['context', 'campaign', 'medium'],
  ['context', 'device', 'type'],
  ['context', 'library', 'name'],
  ['context', 'library', 'version'],
  ['context', 'os', 'name'],
  ['context', 'page', 'path'],
  ['context', 'page', 'referrer'],
  ['context', 'page', 'title'],
  ['context', 'page', 'url'],
]

const TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias']
const MAX_VALUES = 20
/** Deeper down nobody filters, and an event of 32 KB may have thousands of such places. */
const MAX_DEPTH = 6
const MAX_FIELDS = 5000
/** Longer texts are not chosen from a list. */
const MAX_VALUE_CHARS = 100

interface Seen {
  keys: readonly string[]
  isInList: boolean
  types: Set<FieldValueType>
  values: Map<string, number>
}

/**
 * All fields of a source: the well-known ones, those of its schema and those of its latest events.
 * @param listed Keys below `properties` and `traits`, `$` for the items of a list.
 */
export function collectFields(
  events: readonly Pick<LiveEvent, 'json'>[],
  listed: readonly (readonly string[])[],
  eventNames: readonly string[],
): SourceField[] {
  const seen = new Map<string, Seen>()
  for (const keys of WELL_KNOWN) note(seen, keys, false)
  for (const keys of listed) {
    const inList = keys.indexOf('$')
    // The objects on the way are fields too: whole ones can be taken out.
    const length = inList === -1 ? keys.length : inList
    note(seen, keys.slice(0, length), false)
    const names = keys.filter((key) => key !== '$')
    if (inList !== -1 && names.length > length) note(seen, names, true)
  }
  for (const { json } of events) {
    if (json !== null) walk(seen, JSON.parse(json), [], false)
  }
  for (const name of eventNames) addValue(seen.get(keyOf(['event'], false)), name)
  for (const type of TYPES) addValue(seen.get(keyOf(['type'], false)), type)
  return [...seen.values()].map(toField).sort(byPlace)
}

const keyOf = (keys: readonly string[], isInList: boolean): string =>
  JSON.stringify([isInList, ...keys])

function note(seen: Map<string, Seen>, keys: readonly string[], isInList: boolean): Seen | null {
  if (keys.length === 0) return null
  const key = keyOf(keys, isInList)
  const known = seen.get(key)
  if (known !== undefined) return known
  if (seen.size >= MAX_FIELDS) return null
  const made: Seen = { keys, isInList, types: new Set(), values: new Map() }
  seen.set(key, made)
  return made
}

function walk(seen: Map<string, Seen>, value: unknown, keys: readonly string[], isInList: boolean) {
  if (keys.length > MAX_DEPTH) return
  if (Array.isArray(value)) {
    for (const item of value) if (isObject(item)) walk(seen, item, keys, true)
    return
  }
  if (!isObject(value)) return
  for (const [key, inner] of Object.entries(value)) {
    // What the service itself notes, and which destinations an event names, is not for filters.
    if (keys.length === 0 && (key === '_metadata' || key === 'integrations')) continue
    const path = [...keys, key]
    const field = note(seen, path, isInList)
    field?.types.add(typeOf(inner))
    if (typeof inner === 'string' || typeof inner === 'number') addValue(field, String(inner))
    walk(seen, inner, path, isInList)
  }
}

function addValue(field: Seen | null | undefined, value: string): void {
  if (!field || value === '' || value.length > MAX_VALUE_CHARS) return
  field.values.set(value, (field.values.get(value) ?? 0) + 1)
}

function typeOf(value: unknown): FieldValueType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  switch (typeof value) {
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'string':
      return 'text'
    default:
      return 'object'
  }
}

const toField = ({ keys, isInList, types, values }: Seen): SourceField => ({
  group: groupOf(keys),
  keys,
  path: pathOf(keys),
  isInList,
  types: [...types],
  values: [...values]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_VALUES)
    .map(([value]) => value),
})

export const pathOf = (keys: readonly string[]): string => printFql({ kind: 'path', keys })

const GROUPS: Readonly<Record<string, FieldGroup>> = {
  properties: 'Properties',
  traits: 'Traits',
  context: 'Context',
}
export const groupOf = ([first = '']: readonly string[]): FieldGroup =>
  Object.hasOwn(GROUPS, first) ? (GROUPS[first] ?? 'Event') : 'Event'

const ORDER: readonly FieldGroup[] = ['Event', 'Properties', 'Traits', 'Context']

function byPlace(a: SourceField, b: SourceField): number {
  const groups = ORDER.indexOf(a.group) - ORDER.indexOf(b.group)
  if (groups !== 0) return groups
  // The well-known ones of an event come in their own order, most asked for first.
  const rank = ({ keys }: SourceField) => {
    const at = a.group === 'Event' ? WELL_KNOWN.findIndex(([key]) => key === keys[0]) : 0
    return at === -1 ? WELL_KNOWN.length : at
  }
  return rank(a) - rank(b) || a.path.localeCompare(b.path)
}
