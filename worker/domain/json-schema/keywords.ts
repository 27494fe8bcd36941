import { isJsonObject } from '../event/json.ts'

/** What the keywords of draft-07 take. Those that only describe a value may be anything. */

export const TYPE_NAMES = ['null', 'boolean', 'object', 'array', 'number', 'integer', 'string']

interface Takes {
  words: string
  fits(value: unknown): boolean
}

const isString = (value: unknown): boolean => typeof value === 'string'
const isNumber = (value: unknown): boolean => typeof value === 'number'
const isStrings = (value: unknown): boolean => Array.isArray(value) && value.every(isString)
const isTypeName = (value: unknown): boolean =>
  TYPE_NAMES.includes(String(value)) && isString(value)

const A_STRING: Takes = { words: 'a text', fits: isString }
const A_NUMBER: Takes = { words: 'a number', fits: isNumber }
/** A mark on `minimum` or `maximum` in draft-04. */
const A_BOUND: Takes = {
  words: 'a number',
  fits: (value) => isNumber(value) || typeof value === 'boolean',
}
const A_COUNT: Takes = {
  words: 'a whole number, 0 or more',
  fits: (value) => Number.isInteger(value) && Number(value) >= 0,
}
const AN_OBJECT: Takes = { words: 'an object of schemas', fits: isJsonObject }
const SOME: Takes = {
  words: 'a list of schemas, at least one',
  fits: (value) => Array.isArray(value) && value.length > 0,
}

export const KEYWORDS: Readonly<Record<string, Takes>> = {
  $ref: A_STRING,
  pattern: A_STRING,
  format: A_STRING,
  type: {
    words: `one or a list of ${TYPE_NAMES.join(', ')}`,
    fits: (value) =>
      isTypeName(value) || (Array.isArray(value) && value.length > 0 && value.every(isTypeName)),
  },
  enum: {
    words: 'a list of values, at least one',
    fits: (value) => Array.isArray(value) && value.length > 0,
  },
  required: { words: 'a list of names', fits: isStrings },
  minimum: A_NUMBER,
  maximum: A_NUMBER,
  exclusiveMinimum: A_BOUND,
  exclusiveMaximum: A_BOUND,
  multipleOf: {
    words: 'a number greater than 0',
    fits: (value) => isNumber(value) && Number(value) > 0,
  },
  minLength: A_COUNT,
  maxLength: A_COUNT,
  minItems: A_COUNT,
  maxItems: A_COUNT,
  minProperties: A_COUNT,
  maxProperties: A_COUNT,
  uniqueItems: { words: 'true or false', fits: (value) => typeof value === 'boolean' },
  properties: AN_OBJECT,
  patternProperties: AN_OBJECT,
  definitions: AN_OBJECT,
  $defs: AN_OBJECT,
  dependencies: { words: 'an object of schemas and lists of names', fits: isJsonObject },
  allOf: SOME,
  anyOf: SOME,
  oneOf: SOME,
}

/** Keywords of later drafts: they would assert nothing here, which nobody who writes them means. */
export const UNSUPPORTED_KEYWORDS: ReadonlySet<string> = new Set([
  'unevaluatedProperties',
  'unevaluatedItems',
  'dependentRequired',
  'dependentSchemas',
  'prefixItems',
  'minContains',
  'maxContains',
  '$recursiveRef',
  '$dynamicRef',
])

type Subschemas = [schema: unknown, keys: (string | number)[]][]

const itself = (value: unknown): Subschemas => [[value, []]]
const entries = (value: unknown): Subschemas =>
  isJsonObject(value) ? Object.entries(value).map(([key, one]) => [one, [key]]) : []
const items = (value: unknown): Subschemas =>
  Array.isArray(value) ? value.map((one, at) => [one, [at]]) : []

/** Schemas in the value of a keyword, and the way to them. */
export const SUBSCHEMAS: Readonly<Record<string, (value: unknown) => Subschemas>> = {
  properties: entries,
  patternProperties: entries,
  definitions: entries,
  $defs: entries,
  // A list of names is no schema.
  dependencies: (value) => entries(value).filter(([one]) => !isStrings(one)),
  items: (value) => (Array.isArray(value) ? items(value) : itself(value)),
  allOf: items,
  anyOf: items,
  oneOf: items,
  additionalItems: itself,
  additionalProperties: itself,
  propertyNames: itself,
  contains: itself,
  not: itself,
  if: itself,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, in a table that is nobody's promise
  then: itself,
  else: itself,
}
