import type { ActionField } from '../../../../../worker/domain/catalog/destination-detail.ts'
import { plainPath } from './event-paths.ts'
import { type MappedValue, newItem, UNSET, type ValueKind } from './mapped-value.ts'
import { readValue } from './read-value.ts'
import { writeValue } from './write-value.ts'

/** How a value may be given, in the words of the menu. */
export const MODES = {
  path: { label: 'Event field', group: 'Value' },
  static: { label: 'Fixed value', group: 'Value' },
  template: { label: 'Text with fields', group: 'Value' },
  list: { label: 'List of values', group: 'Value' },
  object: { label: 'Object', group: 'Value' },
  array: { label: 'For each item of a list', group: 'Value' },
  coalesce: { label: 'First one that exists', group: 'Function' },
  case: { label: 'Upper or lower case', group: 'Function' },
  replace: { label: 'Replace text', group: 'Function' },
  json: { label: 'To or from JSON', group: 'Function' },
  flatten: { label: 'Flatten an object', group: 'Function' },
  merge: { label: 'Merge objects', group: 'Function' },
  liquid: { label: 'Liquid template', group: 'Function' },
  raw: { label: 'JSON', group: 'Other' },
  null: { label: 'Null', group: 'Other' },
  unset: { label: 'Not set', group: 'Other' },
} as const satisfies Record<ValueKind, { label: string; group: string }>

export const MODE_GROUPS = ['Value', 'Function', 'Other'] as const

/** What a value is wanted for: a field of the action, or something within one. */
export type Wanted = Pick<ActionField, 'type' | 'multiple'> &
  Partial<Pick<ActionField, 'choices' | 'properties' | 'additionalProperties' | 'allowNull'>>

export const ANYTHING: Wanted = { type: 'string', multiple: false, allowNull: true }

/** The modes that make sense for it; the one that it is in is always among them. */
export function modesFor(wanted: Wanted, current: ValueKind): ValueKind[] {
  const isObject = wanted.type === 'object'
  const isText = ['string', 'text', 'datetime', 'password'].includes(wanted.type)
  const offered: Record<ValueKind, boolean> = {
    path: true,
    static: !isObject,
    template: isText,
    list: wanted.multiple,
    object: isObject && !wanted.multiple,
    array: wanted.multiple || isObject,
    coalesce: true,
    case: isText,
    replace: isText,
    json: isText || isObject,
    flatten: isObject,
    merge: isObject,
    liquid: isText,
    raw: true,
    null: wanted.allowNull === true,
    unset: true,
  }
  // One of the keys above.
  return (Object.keys(MODES) as ValueKind[]).filter((kind) => offered[kind] || kind === current)
}

/** The value in another mode, with as much of it as that can hold. */
export function toMode(kind: ValueKind, value: MappedValue, wanted: Wanted): MappedValue {
  if (kind === value.kind) return value
  const source = sourceOf(value)
  switch (kind) {
    case 'unset':
    case 'null':
      return { kind }
    case 'path':
      return source.kind === 'path' ? source : { kind, path: pathIn(value) }
    case 'static':
      return { kind, value: firstStatic(value, wanted) }
    case 'template':
    case 'liquid':
      return { kind, text: textOf(value) }
    case 'list':
      return { kind, items: value.kind === 'unset' ? [] : [newItem(value)] }
    case 'object':
      return {
        kind,
        entries: value.kind === 'array' && value.shape.kind === 'object' ? value.shape.entries : [],
      }
    case 'array':
      return {
        kind,
        path: source.kind === 'path' ? source.path : '',
        isDirective: false,
        shape:
          value.kind === 'object'
            ? value
            : wanted.type === 'object'
              ? { kind: 'object', entries: [] }
              : UNSET,
      }
    case 'coalesce':
      return {
        kind,
        test: 'exists',
        of: source,
        found: source,
        otherwise: { kind: 'path', path: '' },
      }
    case 'case':
      return { kind, to: 'lower', of: source }
    case 'replace':
      return { kind, of: source, rules: { pattern: '', replacement: '', global: true } }
    case 'json':
      return { kind, mode: 'encode', of: source }
    case 'flatten':
      return { kind, of: source, separator: '.' }
    case 'merge':
      return {
        kind,
        direction: 'right',
        objects: [newItem(source), newItem({ kind: 'path', path: '' })],
      }
    case 'raw':
      return { kind, value: writeValue(value) ?? null }
  }
}

/** What a function was made of, to be taken over by the next one. */
function sourceOf(value: MappedValue): MappedValue {
  if ('of' in value) return value.of
  if (value.kind === 'array') return { kind: 'path', path: value.path }
  const takesOver = value.kind === 'path' || value.kind === 'template' || value.kind === 'object'
  const isText = value.kind === 'static' && value.value !== ''
  return takesOver || isText ? value : { kind: 'path', path: '' }
}

function pathIn(value: MappedValue): string {
  if (value.kind !== 'template' && value.kind !== 'liquid') return ''
  const only = /^\{\{\s*([^{}]+?)\s*\}\}$/.exec(value.text)
  return only?.[1] === undefined ? '' : `$.${only[1]}`
}

function firstStatic(
  value: MappedValue,
  { type, choices = [] }: Wanted,
): string | number | boolean {
  if (value.kind === 'list') {
    const [first] = value.items
    if (first?.value.kind === 'static') return first.value.value
  }
  if (choices[0] !== undefined) return choices[0].value
  if (type === 'boolean') return true
  return value.kind === 'template' ? value.text : ''
}

function textOf(value: MappedValue): string {
  if (value.kind === 'template' || value.kind === 'liquid') return value.text
  if (value.kind === 'static') return String(value.value)
  const source = sourceOf(value)
  const path = source.kind === 'path' ? plainPath(source.path) : ''
  return path === '' ? '' : `{{${path}}}`
}

/** Text as JSON, for the mode that shows it as such; null where it is none. */
export function parseRaw(text: string): { value: MappedValue } | null {
  try {
    return { value: readValue(JSON.parse(text)) }
  } catch {
    return null
  }
}
