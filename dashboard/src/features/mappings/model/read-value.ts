import { isObject, type JsonObject } from '../../../format/json-object.ts'
import {
  type Annotated,
  type MappedFields,
  type MappedValue,
  newEntry,
  newItem,
  type ReplaceRules,
  UNSET,
} from './mapped-value.ts'

export const readMapping = (mapping: Readonly<Record<string, unknown>>): MappedFields =>
  Object.fromEntries(Object.entries(mapping).map(([key, value]) => [key, readValue(value)]))

/** What a mapping says about one field, whatever that is. */
export function readValue(value: unknown): MappedValue {
  if (value === undefined) return UNSET
  if (value === null) return { kind: 'null' }
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item) => newItem(readValue(item))) }
  }
  if (typeof value === 'object') return readObject(value as JsonObject)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? { kind: 'static', value }
    : { kind: 'raw', value }
}

function readObject(object: JsonObject): MappedValue {
  const names = Object.keys(object).filter((key) => key.startsWith('@'))
  if (names.length === 0) {
    const entries = Object.entries(object).map(([key, value]) => newEntry(key, readValue(value)))
    return { kind: 'object', entries }
  }
  const [name = ''] = names
  const { [name]: given, _metadata: meta, ...rest } = object
  const read = Object.hasOwn(DIRECTIVES, name) ? DIRECTIVES[name] : undefined
  const annotated: Annotated = Object.hasOwn(object, '_metadata') ? { meta } : {}
  const isOne = names.length === 1 && Object.keys(rest).length === 0
  return (isOne ? read?.(given, annotated) : undefined) ?? { kind: 'raw', value: object }
}

type Read = (given: unknown, annotated: Annotated) => MappedValue | undefined

const text =
  (kind: 'template' | 'liquid'): Read =>
  (given, annotated) =>
    typeof given === 'string' ? { kind, text: given, ...annotated } : undefined

/** Each gives nothing for a shape that its form could not show. */
const DIRECTIVES: Readonly<Record<string, Read>> = {
  '@path': (path, annotated) =>
    typeof path === 'string' ? { kind: 'path', path, ...annotated } : undefined,
  '@template': text('template'),
  '@liquid': text('liquid'),
  '@if': readCoalesce,
  '@case': (given, annotated) => {
    if (!hasOnly(given, ['operator', 'value'])) return undefined
    const { operator: to } = given
    if (to !== 'lower' && to !== 'upper') return undefined
    return { kind: 'case', to, of: inside(given, 'value'), ...annotated }
  },
  '@replace': readReplace,
  '@json': (given, annotated) => {
    if (!hasOnly(given, ['mode', 'value'])) return undefined
    const { mode } = given
    if (mode !== 'encode' && mode !== 'decode') return undefined
    return { kind: 'json', mode, of: inside(given, 'value'), ...annotated }
  },
  '@flatten': (given, annotated) => {
    if (!hasOnly(given, ['value', 'separator', 'omitArrays'])) return undefined
    const { separator, omitArrays } = given
    if (typeof separator !== 'string') return undefined
    if (Object.hasOwn(given, 'omitArrays') && typeof omitArrays !== 'boolean') return undefined
    const omit = typeof omitArrays === 'boolean' ? { omitArrays } : {}
    return { kind: 'flatten', of: inside(given, 'value'), separator, ...omit, ...annotated }
  },
  '@merge': (given, annotated) => {
    if (!hasOnly(given, ['objects', 'direction'])) return undefined
    const { objects, direction } = given
    if (!Array.isArray(objects) || (direction !== 'left' && direction !== 'right')) return undefined
    const items = objects.map((item) => newItem(readValue(item)))
    return { kind: 'merge', direction, objects: items, ...annotated }
  },
  '@arrayPath': readArray,
}

function readCoalesce(given: unknown, annotated: Annotated): MappedValue | undefined {
  if (!hasOnly(given, ['exists', 'blank', 'then', 'else'])) return undefined
  const test = Object.hasOwn(given, 'exists') ? 'exists' : 'blank'
  const tests = ['exists', 'blank'].filter((name) => Object.hasOwn(given, name))
  if (tests.length !== 1) return undefined
  return {
    kind: 'coalesce',
    test,
    of: inside(given, test),
    found: inside(given, 'then'),
    otherwise: inside(given, 'else'),
    ...annotated,
  }
}

const TEXT_RULES = ['pattern', 'replacement', 'pattern2', 'replacement2'] as const
const SWITCH_RULES = ['ignorecase', 'global'] as const

function readReplace(given: unknown, annotated: Annotated): MappedValue | undefined {
  if (!hasOnly(given, [...TEXT_RULES, ...SWITCH_RULES, 'value'])) return undefined
  const { value: _value, ...rules } = given
  const areTexts = TEXT_RULES.every((name) => isAbsentOr('string', rules, name))
  const areSwitches = SWITCH_RULES.every((name) => isAbsentOr('boolean', rules, name))
  if (!areTexts || !areSwitches || !Object.hasOwn(rules, 'pattern')) return undefined
  // Checked name by name just above.
  return {
    kind: 'replace',
    of: inside(given, 'value'),
    rules: rules as unknown as ReplaceRules,
    ...annotated,
  }
}

function readArray(given: unknown, annotated: Annotated): MappedValue | undefined {
  if (!Array.isArray(given) || given.length < 1 || given.length > 2) return undefined
  const [from, shape] = given as unknown[]
  if (given.length === 2 && shape === undefined) return undefined
  const isDirective = hasOnly(from, ['@path']) && typeof from['@path'] === 'string'
  const path = isDirective ? from['@path'] : from
  if (typeof path !== 'string') return undefined
  return { kind: 'array', path, isDirective, shape: readValue(shape), ...annotated }
}

const inside = (object: JsonObject, key: string): MappedValue =>
  Object.hasOwn(object, key) ? readValue(object[key]) : UNSET

const isAbsentOr = (type: 'string' | 'boolean', object: JsonObject, key: string): boolean =>
  !Object.hasOwn(object, key) || typeof object[key] === type

const hasOnly = (value: unknown, names: readonly string[]): value is JsonObject =>
  isObject(value) && Object.keys(value).every((key) => names.includes(key))
