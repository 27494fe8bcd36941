import { coerce } from './coerce.ts'
import { isJsonType, isOfType, type JsonType } from './json-types.ts'

export type Schema = Readonly<Record<string, unknown>>

/** An error as Ajv makes it with `verbose`: upstream builds its messages for people from these. */
export interface SchemaError {
  instancePath: string
  schemaPath: string
  keyword: string
  params: Record<string, unknown>
  message: string
  schema: unknown
  parentSchema: Schema
  data: unknown
}

export type Format = true | RegExp | ((text: string) => boolean)

/** A value on its way through its schemas; coercion replaces it here and in what holds it. */
export interface Place {
  value: unknown
  holder: Record<PropertyKey, unknown> | undefined
  key: string | number
  path: string
}

/** Collects errors; inside a condition only their number counts, and the first one ends the checking. */
export interface Report {
  errors: SchemaError[]
  isCondition: boolean
}

export type Check = (place: Place, report: Report) => void

/** Keywords that only tell people something. */
const ANNOTATIONS = new Set([
  '$comment',
  '$id',
  '$schema',
  'default',
  'deprecated',
  'description',
  'examples',
  'readOnly',
  'title',
  'writeOnly',
])

/** In the order in which Ajv looks at them; with a type, only values of it are looked at. */
const GROUPS: readonly { type?: JsonType; keywords: readonly string[] }[] = [
  { keywords: ['const', 'enum', 'not', 'anyOf', 'allOf', 'if'] },
  { type: 'number', keywords: ['maximum', 'minimum'] },
  { type: 'string', keywords: ['maxLength', 'minLength', 'format'] },
  { type: 'array', keywords: ['items'] },
  { type: 'object', keywords: ['required', 'additionalProperties', 'properties'] },
]
const KEYWORDS = new Set(['type', 'then', ...GROUPS.flatMap(({ keywords }) => keywords)])

/**
 * Makes one function of a schema, by the rules of Ajv with `coerceTypes: 'array'`, `allErrors`,
 * `allowUnionTypes`, `verbose` and `removeAdditional`. Ajv itself writes JavaScript and has it compiled,
 * which Workers refuse.
 *
 * @throws for a keyword or format that no schema of the catalog uses: to ignore it would let through
 * what upstream refuses.
 */
export function compileSchema(
  schema: Schema,
  formats: ReadonlyMap<string, Format>,
  at = '#',
): Check {
  for (const [keyword, value] of Object.entries(schema)) {
    if (value !== undefined && !KEYWORDS.has(keyword) && !ANNOTATIONS.has(keyword)) {
      throw new Error(`${at}: this validator has no keyword "${keyword}"`)
    }
  }
  const types = typesOf(schema, at)
  const compile = (sub: Schema, where: string) => compileSchema(sub, formats, `${at}/${where}`)
  const groups = GROUPS.flatMap(({ type, keywords }) => {
    const checks = keywords
      .filter((keyword) => schema[keyword] !== undefined)
      .flatMap((keyword) => checkOf(keyword, { schema, formats, at, compile }) ?? [])
    return checks.length > 0 ? [{ type, checks }] : []
  })
  const wrongType: Check = (place, report) =>
    fail(report, place, { schema, at }, 'type', `must be ${schema.type}`, { type: schema.type })
  // Ajv leaves the type of an object with rules to the group of those rules: its error comes later.
  const isLate = (type: JsonType | undefined) =>
    types.length === 1 && types[0] === 'object' && type === 'object'
  const hasLate = groups.some(({ type }) => isLate(type))

  return (place, report) => {
    const before = report.errors.length
    const stopped = () => report.isCondition && report.errors.length > before
    if (types.length > 0 && !hasLate) checkType(place, report, types, wrongType)
    for (const { type, checks } of groups) {
      if (type === undefined || isOfType(type, place.value)) {
        for (const check of checks) {
          check(place, report)
          if (stopped()) return
        }
      } else if (isLate(type)) {
        wrongType(place, report)
      }
      if (stopped()) return
    }
  }
}

function typesOf(schema: Schema, at: string): JsonType[] {
  if (schema.type === undefined) return []
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  if (!types.every(isJsonType)) throw new Error(`${at}: there is no type ${String(schema.type)}`)
  return types
}

function checkType(
  place: Place,
  report: Report,
  types: readonly JsonType[],
  wrongType: Check,
): void {
  if (types.some((type) => isOfType(type, place.value))) return
  const { value, fits } = coerce(place.value, types)
  place.value = value
  if (!fits) wrongType(place, report)
  else if (place.holder !== undefined) place.holder[place.key] = value
}

interface KeywordContext {
  schema: Schema
  formats: ReadonlyMap<string, Format>
  at: string
  compile: (schema: Schema, where: string) => Check
}

/** What one keyword checks, or nothing when it cannot fail. */
function checkOf(keyword: string, context: KeywordContext): Check | undefined {
  const { schema } = context
  switch (keyword) {
    case 'const':
    case 'enum':
      return valueCheck(keyword, context)
    case 'not':
      return notCheck(context)
    case 'anyOf':
      return anyOfCheck(context)
    case 'allOf':
      return allOfCheck(context)
    case 'if':
      return ifCheck(context)
    case 'maximum':
    case 'minimum':
      return limitCheck(keyword, context)
    case 'maxLength':
    case 'minLength':
      return lengthCheck(keyword, context)
    case 'format':
      return formatCheck(context)
    case 'items':
      return itemsCheck(context)
    case 'required':
      return requiredCheck(context)
    case 'additionalProperties':
      return schema.additionalProperties === false ? removeAdditional(context) : undefined
    case 'properties':
      return propertiesCheck(context)
    default:
      throw new Error(
        `${context.at}: "${keyword}" is none of the keywords that schemas of the catalog use`,
      )
  }
}

function fail(
  report: Report,
  place: Place,
  { schema, at }: { schema: Schema; at: string },
  keyword: string,
  message: string,
  params: Record<string, unknown>,
): void {
  report.errors.push({
    instancePath: place.path,
    schemaPath: `${at}/${keyword}`,
    keyword,
    params,
    message,
    schema: schema[keyword],
    parentSchema: schema,
    data: place.value,
  })
}

function valueCheck(keyword: 'const' | 'enum', context: KeywordContext): Check {
  const listed = context.schema[keyword]
  const isOne = keyword === 'const'
  const allowed = isOne ? [listed] : (listed as unknown[])
  const message = isOne ? 'must be equal to constant' : 'must be equal to one of the allowed values'
  const params = isOne ? { allowedValue: listed } : { allowedValues: listed }
  return (place, report) => {
    if (!allowed.some((value) => isEqual(value, place.value))) {
      fail(report, place, context, keyword, message, params)
    }
  }
}

function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    // As Ajv's comparison does, which tells nothing from NaN only where a schema cannot have it.
    return false
  }
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) =>
        Object.hasOwn(other, key) &&
        isEqual((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
    )
  )
}

/** Whether the value passes, errors aside. It may be coerced on the way, as in Ajv. */
function holds(check: Check, place: Place): boolean {
  const report: Report = { errors: [], isCondition: true }
  check(place, report)
  return report.errors.length === 0
}

function notCheck(context: KeywordContext): Check {
  const check = context.compile(context.schema.not as Schema, 'not')
  return (place, report) => {
    if (holds(check, place)) fail(report, place, context, 'not', 'must NOT be valid', {})
  }
}

function anyOfCheck(context: KeywordContext): Check | undefined {
  const schemas = context.schema.anyOf as Schema[]
  if (schemas.some(hasNoRules)) return undefined
  const checks = schemas.map((schema, index) => context.compile(schema, `anyOf/${index}`))
  return (place, report) => {
    const before = report.errors.length
    for (const check of checks) {
      const tried = report.errors.length
      check(place, report)
      if (report.errors.length === tried) {
        report.errors.length = before
        return
      }
    }
    fail(report, place, context, 'anyOf', 'must match a schema in anyOf', {})
  }
}

function allOfCheck(context: KeywordContext): Check {
  const checks = (context.schema.allOf as Schema[]).map((schema, index) =>
    context.compile(schema, `allOf/${index}`),
  )
  return (place, report) => {
    const before = report.errors.length
    for (const check of checks) {
      check(place, report)
      if (report.isCondition && report.errors.length > before) return
    }
  }
}

function ifCheck(context: KeywordContext): Check | undefined {
  const { schema, compile } = context
  if (schema.then === undefined) return undefined
  const condition = compile(schema.if as Schema, 'if')
  const consequence = compile(schema.then as Schema, 'then')
  return (place, report) => {
    if (!holds(condition, place)) return
    const before = report.errors.length
    consequence(place, report)
    if (report.errors.length === before) return
    fail(report, place, context, 'if', 'must match "then" schema', { failingKeyword: 'then' })
  }
}

function limitCheck(keyword: 'maximum' | 'minimum', context: KeywordContext): Check {
  const limit = context.schema[keyword] as number
  const comparison = keyword === 'maximum' ? '<=' : '>='
  return (place, report) => {
    const value = place.value as number
    if (keyword === 'maximum' ? value <= limit : value >= limit) return
    fail(report, place, context, keyword, `must be ${comparison} ${limit}`, { comparison, limit })
  }
}

function lengthCheck(keyword: 'maxLength' | 'minLength', context: KeywordContext): Check {
  const limit = context.schema[keyword] as number
  const word = keyword === 'maxLength' ? 'more' : 'fewer'
  return (place, report) => {
    const length = characters(place.value as string)
    if (keyword === 'maxLength' ? length <= limit : length >= limit) return
    fail(report, place, context, keyword, `must NOT have ${word} than ${limit} characters`, {
      limit,
    })
  }
}

/** Code points: a character of two units counts once. */
function characters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

function formatCheck(context: KeywordContext): Check | undefined {
  const name = String(context.schema.format)
  const format = context.formats.get(name)
  if (format === undefined) throw new Error(`${context.at}: there is no format "${name}"`)
  if (format === true) return undefined
  const matches = format instanceof RegExp ? (text: string) => format.test(text) : format
  return (place, report) => {
    if (matches(place.value as string)) return
    fail(report, place, context, 'format', `must match format "${name}"`, { format: name })
  }
}

function itemsCheck(context: KeywordContext): Check | undefined {
  const items = context.schema.items as Schema
  if (Array.isArray(items))
    throw new Error(`${context.at}: lists of item schemas are not supported`)
  if (hasNoRules(items)) return undefined
  const check = context.compile(items, 'items')
  return (place, report) => {
    const list = place.value as unknown[]
    const before = report.errors.length
    const { length } = list
    for (let index = 0; index < length; index++) {
      check(inside(place, index, `${index}`), report)
      if (report.isCondition && report.errors.length > before) return
    }
  }
}

function requiredCheck(context: KeywordContext): Check {
  const names = context.schema.required as string[]
  return (place, report) => {
    for (const name of names) {
      if ((place.value as Record<string, unknown>)[name] !== undefined) continue
      fail(report, place, context, 'required', `must have required property '${name}'`, {
        missingProperty: name,
      })
      if (report.isCondition) return
    }
  }
}

/** Names that the schema does not have go without a word. */
function removeAdditional({ schema }: KeywordContext): Check {
  const known = new Set(Object.keys((schema.properties ?? {}) as Schema))
  return (place) => {
    const object = place.value as Record<string, unknown>
    for (const key in object) if (!known.has(key)) delete object[key]
  }
}

function propertiesCheck(context: KeywordContext): Check | undefined {
  const properties = Object.entries(context.schema.properties as Record<string, Schema>)
    .filter(([name, schema]) => name !== '__proto__' && !hasNoRules(schema))
    .map(([name, schema]) => ({
      name,
      pathPart: escapePointer(name),
      check: context.compile(schema, `properties/${encodeURIComponent(escapePointer(name))}`),
    }))
  if (properties.length === 0) return undefined
  return (place, report) => {
    const before = report.errors.length
    for (const { name, pathPart, check } of properties) {
      if ((place.value as Record<string, unknown>)[name] === undefined) continue
      check(inside(place, name, pathPart), report)
      if (report.isCondition && report.errors.length > before) return
    }
  }
}

function inside(place: Place, key: string | number, pathPart: string): Place {
  const holder = place.value as Record<PropertyKey, unknown>
  return { value: holder[key], holder, key, path: `${place.path}/${pathPart}` }
}

const hasNoRules = (schema: Schema): boolean =>
  !Object.keys(schema).some((keyword) => KEYWORDS.has(keyword))

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
