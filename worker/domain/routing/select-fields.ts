type Fields = Readonly<Record<string, unknown>>

/** Path of an object -> keys in it. */
export type FieldSelection = readonly { path: readonly string[]; keys: ReadonlySet<string> }[]

/**
 * The service's own notes, which say among other things how often an event was passed on: without
 * them two services that deliver to each other would do so for ever.
 */
const NEVER_TOUCHED = '_metadata'

/** What an event is known by; a list of what is allowed does not have to name it. */
const ALWAYS_ALLOWED: ReadonlySet<string> = new Set([
  'type',
  'messageId',
  'timestamp',
  'userId',
  'anonymousId',
])

/** @param fields As the API has them: "" is the event itself, dots divide a path, `\.` is a dot of a key. */
export const readSelection = (
  fields: Readonly<Record<string, readonly string[]>>,
): FieldSelection =>
  Object.entries(fields).map(([path, keys]) => ({ path: splitPath(path), keys: new Set(keys) }))

export function splitPath(text: string): string[] {
  if (text === '') return []
  const keys = ['']
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '.') keys.push('')
    else keys.push((keys.pop() ?? '') + (char === '\\' ? text.charAt(++at) : char))
  }
  return keys
}

/** The event without these; the very same one when it has none of them. */
export const dropFields = (event: Fields, selection: FieldSelection): Fields =>
  selection.reduce(
    (fields, { path, keys }) =>
      edit(fields, path, 0, (object, isEvent) =>
        keep(object, (key) => !keys.has(key) || (isEvent && key === NEVER_TOUCHED)),
      ) as Fields,
    event,
  )

/** The event with nothing else in the objects that are named; other objects stay as they are. */
export const allowFields = (event: Fields, selection: FieldSelection): Fields =>
  selection.reduce(
    (fields, { path, keys }) =>
      edit(fields, path, 0, (object, isEvent) =>
        keep(object, (key) => keys.has(key) || (isEvent && isAlwaysAllowed(key))),
      ) as Fields,
    event,
  )

const isAlwaysAllowed = (key: string): boolean => key === NEVER_TOUCHED || ALWAYS_ALLOWED.has(key)

/** Of a list on the way, or at the end of it, every object is meant. */
function edit(
  value: unknown,
  path: readonly string[],
  depth: number,
  change: (object: Fields, isEvent: boolean) => Fields,
): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => edit(item, path, depth, change))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  const object = value as Fields
  const key = path[depth]
  if (key === undefined) return change(object, path.length === 0)
  if ((depth === 0 && key === NEVER_TOUCHED) || !Object.hasOwn(object, key)) return value
  const inner = edit(object[key], path, depth + 1, change)
  return inner === object[key] ? value : replaced(object, key, inner)
}

function keep(object: Fields, isKept: (key: string) => boolean): Fields {
  const entries = Object.entries(object)
  const kept = entries.filter(([key]) => isKept(key))
  // Not by assignment, so that a key `__proto__` is a key like any other.
  return kept.length === entries.length ? object : Object.fromEntries(kept)
}

const replaced = (object: Fields, changed: string, value: unknown): Fields =>
  Object.fromEntries(
    Object.entries(object).map(([key, old]) => [key, key === changed ? value : old]),
  )
