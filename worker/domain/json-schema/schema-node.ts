import type { JsonSchema } from '../protocols/tracking-plan.ts'

/** A schema made ready for checking values: references resolved, what asserts nothing left out. */
export interface SchemaNode {
  /** The schema `false`. */
  readonly never: boolean
  /** Names of types; `integer` is one. */
  readonly types: readonly string[] | null
  /** Text of a pattern. */
  readonly pattern: string | null
  readonly uniqueItems: boolean
  /** Assertions about the value itself that the library decides. */
  readonly asserts: JsonSchema | null
  readonly object: ObjectRules | null
  readonly array: ArrayRules | null
  readonly inPlace: InPlaceRules | null
}

export interface ObjectRules {
  readonly required: readonly string[]
  readonly properties: ReadonlyMap<string, SchemaNode>
  readonly patterns: readonly { readonly pattern: string; readonly node: SchemaNode }[]
  /** For properties that the two above do not name. */
  readonly additional: SchemaNode | null
  readonly names: SchemaNode | null
  readonly dependencies: readonly {
    readonly key: string
    readonly needs: readonly string[] | SchemaNode
  }[]
}

export interface ArrayRules {
  /** For the first items, one each. */
  readonly tuple: readonly SchemaNode[]
  /** For those behind the tuple. */
  readonly items: SchemaNode | null
  readonly contains: SchemaNode | null
}

/** Schemas for the value itself. */
export interface InPlaceRules {
  readonly allOf: readonly SchemaNode[]
  readonly anyOf: readonly SchemaNode[]
  readonly oneOf: readonly SchemaNode[]
  readonly not: SchemaNode | null
  readonly condition: {
    /** `if`, `then` and `else`. */
    readonly asks: SchemaNode
    readonly met: SchemaNode | null
    readonly unmet: SchemaNode | null
  } | null
}

/** Takes every value. */
export const ANYTHING: SchemaNode = {
  never: false,
  types: null,
  pattern: null,
  uniqueItems: false,
  asserts: null,
  object: null,
  array: null,
  inPlace: null,
}

export const NOTHING: SchemaNode = { ...ANYTHING, never: true }
