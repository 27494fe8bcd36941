import { ANY_ITEM, type FieldPath, formatFieldPath, parseFieldPath } from './field-path.ts'
import type { JsonSchema, RuleType } from './tracking-plan.ts'

/**
 * A rule's schema as a list of fields, as forms and tables show it, and back. What a list cannot say
 * stays with its field in `rest`, so that editing one field loses nothing of another.
 */

/** Empty list of types: any. `date-time` is a string in ISO 8601. */
export const FIELD_KINDS = [
  'string',
  'date-time',
  'integer',
  'number',
  'boolean',
  'object',
  'array',
  'null',
] as const
export type FieldKind = (typeof FIELD_KINDS)[number]

export interface RuleField {
  /** As `field-path.ts` writes it, below `properties` or `traits`: `products.$.sku`. */
  path: string
  types: FieldKind[]
  description: string
  required: boolean
  /** Regular expression that strings have to contain; empty: none. */
  pattern: string
  /** Values allowed; null: all. */
  values: unknown[] | null
  rest: JsonSchema
}

/** Where callers fill in what a rule is about. */
export const fieldsRoot = (type: RuleType): 'traits' | 'properties' =>
  type === 'IDENTIFY' || type === 'GROUP' ? 'traits' : 'properties'

/** Fields of a rule that validates whole messages. */
export const fieldsOfRule = (schema: JsonSchema, type: RuleType): RuleField[] =>
  readFields(recordOf(recordOf(schema.properties)[fieldsRoot(type)]))

/** The rule's schema with these fields and no others; all else in it stays. */
export function ruleWithFields(
  schema: JsonSchema,
  type: RuleType,
  fields: readonly RuleField[],
): JsonSchema {
  const root = fieldsRoot(type)
  const outer = recordOf(schema.properties)
  const inner = writeFields(recordOf(outer[root]), fields)
  return {
    ...schema,
    type: schema.type ?? 'object',
    properties: { ...outer, [root]: { type: 'object', ...inner } },
  }
}

/** Depth first, in the schema's order. */
export function readFields(inner: JsonSchema): RuleField[] {
  const found: RuleField[] = []
  walk(inner, [], found)
  return found
}

function walk(schema: JsonSchema, at: FieldPath, found: RuleField[]): void {
  const required = new Set(textsOf(schema.required))
  for (const [key, child] of Object.entries(recordOf(schema.properties))) {
    addField(recordOf(child), [...at, key], required.has(key), found)
  }
  const { items } = schema
  if (at.length > 0 && isRecord(items)) addField(items, [...at, ANY_ITEM], false, found)
}

function addField(
  schema: JsonSchema,
  path: FieldPath,
  required: boolean,
  found: RuleField[],
): void {
  found.push({
    path: formatFieldPath(path),
    types: typesOf(schema),
    description: typeof schema.description === 'string' ? schema.description : '',
    required,
    pattern: typeof schema.pattern === 'string' ? schema.pattern : '',
    values: Array.isArray(schema.enum) ? schema.enum : null,
    rest: restOf(schema),
  })
  walk(schema, path, found)
}

const KNOWN_TYPES = new Set<unknown>([
  'string',
  'integer',
  'number',
  'boolean',
  'object',
  'array',
  'null',
])

function typesOf({ type, format }: JsonSchema): FieldKind[] {
  const types = (Array.isArray(type) ? type : [type]).filter((one): one is FieldKind =>
    KNOWN_TYPES.has(one),
  )
  return types.map((one) => (one === 'string' && format === 'date-time' ? 'date-time' : one))
}

/** What the other parts of a field do not say. */
function restOf(schema: JsonSchema): JsonSchema {
  const {
    type,
    format,
    description,
    pattern,
    enum: values,
    properties,
    items,
    required,
    ...rest
  } = schema
  const named = new Set(Object.keys(recordOf(properties)))
  // Keys that are required and not described belong to no field of their own.
  const others = textsOf(required).filter((key) => !named.has(key))
  return {
    ...rest,
    ...(format !== undefined && !(format === 'date-time' && hasString(type)) && { format }),
    ...(items !== undefined && !isRecord(items) && { items }),
    ...(others.length > 0 && { required: others }),
    ...(description !== undefined && typeof description !== 'string' && { description }),
    ...(pattern !== undefined && typeof pattern !== 'string' && { pattern }),
    ...(values !== undefined && !Array.isArray(values) && { enum: values }),
    ...(isUnknownType(type) && { type }),
  }
}

const hasString = (type: unknown) =>
  Array.isArray(type) ? type.includes('string') : type === 'string'
const isUnknownType = (type: unknown) =>
  type !== undefined && !(Array.isArray(type) ? type : [type]).every((one) => KNOWN_TYPES.has(one))

interface Node {
  field: RuleField | null
  children: Map<string, Node>
  item: Node | null
}
const newNode = (): Node => ({ field: null, children: new Map(), item: null })

/**
 * A schema with these fields and no others. Parents that are not in the list come into being: an object
 * for what has keys, an array for what has items.
 */
export function writeFields(inner: JsonSchema, fields: readonly RuleField[]): JsonSchema {
  const root = newNode()
  for (const field of fields) {
    let node = root
    for (const key of parseFieldPath(field.path)) node = step(node, key)
    node.field = field
  }
  const { properties, required, ...rest } = inner
  const described = new Set(Object.keys(recordOf(properties)))
  const others = textsOf(required).filter((key) => !described.has(key) && !root.children.has(key))
  return { ...rest, ...childrenOf(root, others) }
}

function step(node: Node, key: string | typeof ANY_ITEM): Node {
  if (key === ANY_ITEM) {
    node.item ??= newNode()
    return node.item
  }
  let child = node.children.get(key)
  if (child === undefined) {
    child = newNode()
    node.children.set(key, child)
  }
  return child
}

function childrenOf(node: Node, others: readonly string[]): JsonSchema {
  const children = [...node.children]
  const required = [
    ...children.filter(([, child]) => child.field?.required).map(([key]) => key),
    ...others,
  ]
  return {
    // Own keys whatever they are called.
    ...(children.length > 0 && {
      properties: Object.fromEntries(children.map(([key, child]) => [key, schemaOf(child)])),
    }),
    ...(required.length > 0 && { required }),
    ...(node.item && { items: schemaOf(node.item) }),
  }
}

function schemaOf(node: Node): JsonSchema {
  const { field } = node
  const { required: others, ...rest } = field?.rest ?? {}
  const named = textsOf(others).filter((key) => !node.children.has(key))
  const types = field?.types ?? impliedTypes(node)
  return {
    ...typeOf(types),
    ...(field && field.description !== '' && { description: field.description }),
    ...(field && field.pattern !== '' && { pattern: field.pattern }),
    ...(field?.values && { enum: field.values }),
    ...rest,
    ...childrenOf(node, named),
  }
}

function impliedTypes({ children, item }: Node): FieldKind[] {
  if (item) return ['array']
  return children.size > 0 ? ['object'] : []
}

function typeOf(types: readonly FieldKind[]): JsonSchema {
  // Any string is more than a date.
  const dates = types.includes('date-time') && !types.includes('string')
  const names = [...new Set(types.map((type) => (type === 'date-time' ? 'string' : type)))]
  const [only] = names
  if (only === undefined) return {}
  return { type: names.length === 1 ? only : names, ...(dates && { format: 'date-time' }) }
}

const isRecord = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const recordOf = (value: unknown): JsonSchema => (isRecord(value) ? value : {})
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
