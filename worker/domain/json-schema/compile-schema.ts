import { format as formats } from '@cfworker/json-schema'
import { isJsonObject } from '../event/json.ts'
import type { JsonSchema } from '../protocols/tracking-plan.ts'
import { resolvePointer } from './resolve-pointer.ts'
import {
  ANYTHING,
  type ArrayRules,
  type InPlaceRules,
  NOTHING,
  type ObjectRules,
  type SchemaNode,
} from './schema-node.ts'

/**
 * Makes a schema of draft-07 (or 04, 06) ready. Total: what is not shaped as a keyword must be asserts
 * nothing, and so do unknown formats, references that lead nowhere and ones that lead back to themselves.
 * `find-problems.ts` refuses all of that when a schema is saved, but for unknown formats.
 */
export function compileSchema(root: JsonSchema): SchemaNode {
  return new Compiler(root).node(root)
}

/** The library's check of URLs can be kept busy by a text, and the draft does not have it. */
const UNSAFE_FORMATS = new Set(['url'])
/** Decided by the library. */
const COUNTED = [
  'maximum',
  'minimum',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'multipleOf',
  'maxLength',
  'minLength',
  'maxItems',
  'minItems',
  'maxProperties',
  'minProperties',
]

class Compiler {
  readonly #root: JsonSchema
  readonly #referenced = new Map<string, SchemaNode>()

  constructor(root: JsonSchema) {
    this.#root = root
  }

  node(schema: unknown): SchemaNode {
    if (schema === false) return NOTHING
    if (!isJsonObject(schema)) return ANYTHING
    // What stands beside a reference asserts nothing in these drafts.
    if (typeof schema.$ref === 'string') return this.#reference(schema.$ref)
    const node: SchemaNode = {
      never: false,
      types: typesOf(schema.type),
      pattern: typeof schema.pattern === 'string' ? schema.pattern : null,
      uniqueItems: schema.uniqueItems === true,
      asserts: assertsOf(schema),
      object: this.#object(schema),
      array: this.#array(schema),
      inPlace: this.#inPlace(schema),
    }
    return node
  }

  #reference(ref: string): SchemaNode {
    const found = this.#referenced.get(ref)
    if (found) return found
    this.#referenced.set(ref, ANYTHING)
    const target = resolvePointer(this.#root, ref)
    const node = target === undefined ? ANYTHING : this.node(target)
    this.#referenced.set(ref, node)
    return node
  }

  #object(schema: JsonSchema): ObjectRules | null {
    const rules: ObjectRules = {
      required: stringsOf(schema.required),
      properties: new Map(entriesOf(schema.properties).map(([key, one]) => [key, this.node(one)])),
      patterns: entriesOf(schema.patternProperties).map(([pattern, one]) => ({
        pattern,
        node: this.node(one),
      })),
      additional: this.#optional(schema.additionalProperties),
      names: this.#optional(schema.propertyNames),
      dependencies: entriesOf(schema.dependencies).map(([key, needs]) => ({
        key,
        needs: Array.isArray(needs) ? stringsOf(needs) : this.node(needs),
      })),
    }
    const { required, properties, patterns, additional, names, dependencies } = rules
    const lists = required.length + properties.size + patterns.length + dependencies.length
    return lists === 0 && additional === null && names === null ? null : rules
  }

  #array(schema: JsonSchema): ArrayRules | null {
    const isTuple = Array.isArray(schema.items)
    const rules: ArrayRules = {
      tuple: this.#list(schema.items),
      items: this.#optional(isTuple ? schema.additionalItems : schema.items),
      contains: schema.contains === undefined ? null : this.node(schema.contains),
    }
    const { tuple, items, contains } = rules
    return tuple.length === 0 && items === null && contains === null ? null : rules
  }

  #inPlace(schema: JsonSchema): InPlaceRules | null {
    const rules: InPlaceRules = {
      allOf: this.#list(schema.allOf),
      anyOf: this.#list(schema.anyOf),
      oneOf: this.#list(schema.oneOf),
      not: schema.not === undefined ? null : this.node(schema.not),
      condition:
        schema.if === undefined
          ? null
          : {
              asks: this.node(schema.if),
              met: this.#optional(schema.then),
              unmet: this.#optional(schema.else),
            },
    }
    const { allOf, anyOf, oneOf, not } = rules
    const lists = allOf.length + anyOf.length + oneOf.length
    return lists === 0 && not === null && rules.condition === null ? null : rules
  }

  #list = (schemas: unknown): SchemaNode[] =>
    Array.isArray(schemas) ? schemas.map((one) => this.node(one)) : []

  /** Null where it takes everything without a word about what it takes. */
  #optional(schema: unknown): SchemaNode | null {
    return schema === false || isJsonObject(schema) ? this.node(schema) : null
  }
}

const entriesOf = (value: unknown): [string, unknown][] =>
  isJsonObject(value) ? Object.entries(value) : []

const stringsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

function typesOf(type: unknown): string[] | null {
  const types = typeof type === 'string' ? [type] : stringsOf(type)
  return types.length === 0 ? null : types
}

function assertsOf(schema: JsonSchema): JsonSchema | null {
  const asserts: Record<string, unknown> = {}
  for (const keyword of COUNTED) {
    if (typeof schema[keyword] === 'number') asserts[keyword] = schema[keyword]
  }
  // Draft-04: a mark on the other keyword.
  if (schema.exclusiveMinimum === true) move(asserts, 'minimum', 'exclusiveMinimum')
  if (schema.exclusiveMaximum === true) move(asserts, 'maximum', 'exclusiveMaximum')
  if (Object.hasOwn(schema, 'const')) asserts.const = schema.const
  if (Array.isArray(schema.enum)) asserts.enum = schema.enum
  if (isFormat(schema.format)) asserts.format = schema.format
  return Object.keys(asserts).length === 0 ? null : asserts
}

function move(asserts: Record<string, unknown>, from: string, to: string): void {
  if (asserts[from] === undefined) return
  asserts[to] = asserts[from]
  delete asserts[from]
}

const isFormat = (name: unknown): boolean =>
  typeof name === 'string' && Object.hasOwn(formats, name) && !UNSAFE_FORMATS.has(name)
