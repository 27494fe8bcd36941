import { isJsonObject, type JsonObject } from '../event/json.ts'
import { matchesPattern } from '../json-schema/match-pattern.ts'
import type { SchemaNode } from '../json-schema/schema-node.ts'
import { Steps } from '../json-schema/steps.ts'
import type { Place } from './remove-places.ts'

/**
 * Tells places below `at` that no schema names. A name counts as planned wherever a schema for the same value
 * has it, in alternatives too. Below a planned property only what the plan goes into is looked at: an
 * object without declared properties takes any, and so does a list without a schema for its items.
 *
 * @param schemas For the value at `at`; without any, everything in it is unplanned.
 * @returns Whether all was looked at before the steps were used up.
 */
export function findUnplanned(
  value: unknown,
  schemas: readonly SchemaNode[],
  at: Place,
  report: (place: Place) => void,
  steps = new Steps(),
): boolean {
  if (!isJsonObject(value)) return true
  const search = new Search(at, report, steps)
  return steps.enough(() => search.inObject(value, allFor(schemas)))
}

/** The schemas that one has for a property. */
export const schemasOf = (schema: SchemaNode, key: string): SchemaNode[] =>
  withAlternatives(schema).flatMap((one) => one.object?.properties.get(key) ?? [])

class Search {
  readonly #report: (place: Place) => void
  readonly #steps: Steps
  readonly #at: (string | number)[]

  constructor(at: Place, report: (place: Place) => void, steps: Steps) {
    this.#at = [...at]
    this.#report = report
    this.#steps = steps
  }

  inObject(value: JsonObject, schemas: readonly SchemaNode[]): void {
    for (const key of Object.keys(value)) {
      this.#steps.spend(1 + schemas.length)
      const below = this.#forKey(schemas, key)
      if (below.length === 0) this.#report([...this.#at, key])
      else this.#below(key, value[key], below)
    }
  }

  #below(key: string | number, value: unknown, given: readonly SchemaNode[]): void {
    if (typeof value !== 'object' || value === null) return
    this.#at.push(key)
    const schemas = allFor(given)
    if (Array.isArray(value)) this.#inList(value, schemas)
    else if (schemas.some(names)) this.inObject(value as JsonObject, schemas)
    this.#at.pop()
  }

  #inList(value: readonly unknown[], schemas: readonly SchemaNode[]): void {
    if (!schemas.some(({ array }) => array !== null)) return
    for (const [index, item] of value.entries()) {
      this.#steps.spend(1 + schemas.length)
      const items = schemas.flatMap(({ array }) => array?.tuple[index] ?? array?.items ?? [])
      if (items.length > 0) this.#below(index, item, items)
    }
  }

  #forKey(schemas: readonly SchemaNode[], key: string): readonly SchemaNode[] {
    const [only] = schemas
    if (only === undefined) return NONE
    if (schemas.length === 1) return this.#forProperty(only, key)
    return schemas.flatMap((schema) => this.#forProperty(schema, key))
  }

  /** Of a map, whose keys can be any, the schema for its values plans them all. */
  #forProperty({ object }: SchemaNode, key: string): readonly SchemaNode[] {
    if (object === null) return NONE
    const { properties, patterns, additional } = object
    const declared = properties.get(key)
    const matching = patterns
      .filter(({ pattern }) => matchesPattern(pattern, key, this.#steps))
      .map(({ node }) => node)
    if (declared !== undefined) return [declared, ...matching]
    if (matching.length > 0 || additional === null || additional.never) return matching
    return [additional]
  }
}

const NONE: readonly SchemaNode[] = []

/** Each once: several schemas may lead to the same one. */
const allFor = (schemas: readonly SchemaNode[]): readonly SchemaNode[] => {
  const [only] = schemas
  if (only !== undefined && schemas.length === 1) return withAlternatives(only)
  return [...new Set(schemas.flatMap(withAlternatives))]
}

const names = ({ object }: SchemaNode): boolean =>
  object !== null &&
  (object.properties.size > 0 ||
    object.patterns.length > 0 ||
    (object.additional !== null && !object.additional.never))

const held = new WeakMap<SchemaNode, readonly SchemaNode[]>()

/** A schema and all that it says about the same value elsewhere: in `allOf`, `anyOf`, `then` and so on. */
function withAlternatives(schema: SchemaNode): readonly SchemaNode[] {
  if (schema.inPlace === null) return [schema]
  const known = held.get(schema)
  if (known) return known
  const { allOf, anyOf, oneOf, condition } = schema.inPlace
  const further = [condition?.asks, condition?.met, condition?.unmet].filter((one) => one != null)
  const found = [
    ...new Set([schema, ...[...allOf, ...anyOf, ...oneOf, ...further].flatMap(withAlternatives)]),
  ]
  held.set(schema, found)
  return found
}
