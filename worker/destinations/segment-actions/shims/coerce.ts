import { isOfType, type JsonType } from './json-types.ts'

/** What became of a value that is of none of its schema's types. */
export interface Coercion {
  /** The value that the rest of the schema sees; also without a fit it may differ from the one given. */
  value: unknown
  /** It was made to fit, so it replaces the one given in its object or list. */
  fits: boolean
}

/**
 * Ajv's coercion with `coerceTypes: 'array'`: a list of one item counts as the item, then the types are
 * tried in the schema's order.
 */
export function coerce(given: unknown, types: readonly JsonType[]): Coercion {
  // Nothing becomes an object, so with that type alone nothing is tried.
  if (types.every((type) => type === 'object')) return { value: given, fits: false }
  let value = given
  if (Array.isArray(given) && given.length === 1) {
    value = given[0]
    if (value !== undefined && fitsUnwrapped(value, types)) return { value, fits: true }
  }
  for (const type of types) {
    const coerced = coerceTo(type, value)
    if (coerced !== undefined) return { value: coerced, fits: true }
  }
  return { value, fits: false }
}

/**
 * Ajv joins its conditions for several types with "and" here, so an item fits a union only in the two
 * cases where its condition for the union happens to hold.
 */
function fitsUnwrapped(value: unknown, types: readonly JsonType[]): boolean {
  const listed = new Set(types)
  let fits = true
  if (listed.size > 1) {
    if (listed.has('array') && listed.has('object')) {
      const isNoObject = typeof value !== 'object'
      fits = listed.has('null') ? isNoObject : isNoObject || value === null
      for (const type of ['array', 'object', 'null'] as const) listed.delete(type)
    }
    if (listed.has('number')) listed.delete('integer')
  }
  return fits && [...listed].every((type) => isOfType(type, value))
}

/** `undefined` where the type takes no such value. */
function coerceTo(type: JsonType, value: unknown): unknown {
  const kind = typeof value
  switch (type) {
    case 'string':
      if (value === null) return ''
      return kind === 'number' || kind === 'boolean' ? String(value) : undefined
    case 'number':
    case 'integer':
      return toNumber(type, value)
    case 'boolean':
      if (value === 'false' || value === 0 || value === null) return false
      return value === 'true' || value === 1 ? true : undefined
    case 'null':
      return value === '' || value === 0 || value === false ? null : undefined
    case 'array':
      return value === null || kind === 'string' || kind === 'number' || kind === 'boolean'
        ? [value]
        : undefined
    default:
      return undefined
  }
}

function toNumber(type: 'number' | 'integer', value: unknown): number | undefined {
  if (value === null || typeof value === 'boolean') return Number(value)
  if (typeof value !== 'string' || value === '') return undefined
  const number = Number(value)
  if (Number.isNaN(number)) return undefined
  // "Infinity" passes, as it does in Ajv: its remainder is no number, and what comes out is not looked at.
  return type === 'number' || !(number % 1) ? number : undefined
}
