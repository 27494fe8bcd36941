/**
 * Where one field of an action gets its value from, as the editor shows it. `read-value.ts` makes it
 * from what the API stores, `write-value.ts` the other way; nothing is lost on the way there and back.
 */
export type MappedValue =
  | { kind: 'unset' }
  | { kind: 'null' }
  | { kind: 'static'; value: string | number | boolean }
  | ({ kind: 'path'; path: string } & Annotated)
  /** Text with fields of the event in it: `Order {{properties.order_id}}`. */
  | ({ kind: 'template'; text: string } & Annotated)
  | ({ kind: 'liquid'; text: string } & Annotated)
  /** The value of `of` where it is there, else another one. */
  | ({
      kind: 'coalesce'
      /** `blank` takes an empty text for missing too. */
      test: 'exists' | 'blank'
      of: MappedValue
      found: MappedValue
      otherwise: MappedValue
    } & Annotated)
  | ({ kind: 'case'; to: 'lower' | 'upper'; of: MappedValue } & Annotated)
  | ({ kind: 'replace'; of: MappedValue; rules: ReplaceRules } & Annotated)
  | ({ kind: 'json'; mode: 'encode' | 'decode'; of: MappedValue } & Annotated)
  | ({ kind: 'flatten'; of: MappedValue; separator: string; omitArrays?: boolean } & Annotated)
  | ({ kind: 'merge'; direction: 'left' | 'right'; objects: readonly Item[] } & Annotated)
  /** One value for each item of a list of the event; paths within `shape` start at the item. */
  | ({ kind: 'array'; path: string; isDirective: boolean; shape: MappedValue } & Annotated)
  | { kind: 'list'; items: readonly Item[] }
  | { kind: 'object'; entries: readonly Entry[] }
  /** What the editor has no form for: shown and edited as JSON. */
  | { kind: 'raw'; value: unknown }

/** Upstream's note beside a directive, kept as it came. */
export interface Annotated {
  meta?: unknown
}

export interface ReplaceRules {
  pattern: string
  replacement?: string
  pattern2?: string
  replacement2?: string
  ignorecase?: boolean
  global?: boolean
}

/** The id names it for as long as it is on the page: two may be alike. */
export interface Item {
  id: number
  value: MappedValue
}
export interface Entry extends Item {
  key: string
}

export type ValueKind = MappedValue['kind']

/** Field key -> where its value comes from. */
export type MappedFields = Readonly<Record<string, MappedValue>>

export const UNSET: MappedValue = { kind: 'unset' }

let lastId = 0
const newId = (): number => {
  lastId += 1
  return lastId
}
export const newItem = (value: MappedValue = UNSET): Item => ({ id: newId(), value })
export const newEntry = (key = '', value: MappedValue = UNSET): Entry => ({
  id: newId(),
  key,
  value,
})

/** The value below a key of an object; unset where there is none. */
export const valueAt = (value: MappedValue, key: string): MappedValue =>
  (value.kind === 'object' ? value.entries.find((entry) => entry.key === key)?.value : undefined) ??
  UNSET

/** The object with another value below a key; what is no object becomes one. */
export function withValueAt(object: MappedValue, key: string, value: MappedValue): MappedValue {
  const entries = object.kind === 'object' ? object.entries : []
  if (value.kind === 'unset') {
    return { kind: 'object', entries: entries.filter((entry) => entry.key !== key) }
  }
  const known = entries.some((entry) => entry.key === key)
  return {
    kind: 'object',
    entries: known
      ? entries.map((entry) => (entry.key === key ? { ...entry, value } : entry))
      : [...entries, newEntry(key, value)],
  }
}
