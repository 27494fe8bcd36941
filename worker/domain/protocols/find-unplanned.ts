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
  const search = new Search(report, steps)
  return steps.enough(() => search.inObject(value, allFor(schemas), at))
}

/** The schemas that one has for a property. */
export const schemasOf = (schema: SchemaNode, key: string): SchemaNode[] =>
  withAlternatives(schema).flatMap((one) => one.object?.properties.get(key) ?? [])

class Search {
  readonly #report: (place: Place) => void
  readonly #steps: Steps

  constructor(report: (place: Place) => void, steps: Steps) {
    this.#report = report
    this.#steps = steps
  }

  inObject(value: JsonObject, schemas: readonly SchemaNode[], at: Place): void {
    for (const key of Object.keys(value)) {
      this.#steps.spend(1 + schemas.length)
      const below = schemas.flatMap((schema) => this.#forProperty(schema, key))
      const place = [...at, key]
      if (below.length === 0) this.#report(place)
      else this.#below(value[key], below, place)
    }
  }

  #below(value: unknown, given: readonly SchemaNode[], at: Place): void {
    if (typeof value !== 'object' || value === null) return
    const schemas = allFor(given)
    if (!Array.isArray(value)) {
      if (schemas.some(names)) this.inObject(value as JsonObject, schemas, at)
      return
    }
    for (const [index, item] of value.entries()) {
      this.#steps.spend(1 + schemas.length)
      const items = schemas.flatMap(({ array }) => array?.tuple[index] ?? array?.items ?? [])
      if (items.length > 0) this.#below(item, items, [...at, index])
    }
  }

  /** Of a map, whose keys can be any, the schema for its values plans them all. */
  #forProperty({ object }: SchemaNode, key: string): readonly SchemaNode[] {
    if (object === null) return []
    const found = object.patterns
      .filter(({ pattern }) => matchesPattern(pattern, key, this.#steps))
      .map(({ node }) => node)
    const declared = object.properties.get(key)
    if (declared) found.push(declared)
    const { additional } = object
    if (found.length === 0 && additional !== null && !additional.never) return [additional]
    return found
  }
}

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
