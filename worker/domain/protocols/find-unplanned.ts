import { isJsonObject, type JsonObject } from '../event/json.ts'
import { matchesPattern } from '../json-schema/match-pattern.ts'
import type { SchemaNode } from '../json-schema/schema-node.ts'
import type { Place } from './remove-places.ts'

/**
 * Places below `at` that no schema names. A name counts as planned wherever a schema for the same value has
 * it, in alternatives too. Below a planned property only what the plan goes into is looked at: an object
 * without declared properties takes any, and so does a list without a schema for its items.
 *
 * @param schemas For the value at `at`; without any, everything in it is unplanned.
 */
export function findUnplanned(value: unknown, schemas: readonly SchemaNode[], at: Place): Place[] {
  if (!isJsonObject(value)) return []
  return unplannedIn(value, schemas.flatMap(withAlternatives), at)
}

/** The schemas that one has for a property. */
export const schemasOf = (schema: SchemaNode, key: string): SchemaNode[] =>
  withAlternatives(schema).flatMap((one) => one.object?.properties.get(key) ?? [])

function unplannedIn(value: JsonObject, schemas: readonly SchemaNode[], at: Place): Place[] {
  return Object.keys(value).flatMap((key) => {
    const below = schemas.flatMap((schema) => forProperty(schema, key))
    const place = [...at, key]
    return below.length === 0 ? [place] : unplannedBelow(value[key], below, place)
  })
}

function unplannedBelow(value: unknown, given: readonly SchemaNode[], at: Place): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const schemas = given.flatMap(withAlternatives)
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const items = schemas.flatMap(({ array }) => array?.tuple[index] ?? array?.items ?? [])
      return items.length === 0 ? [] : unplannedBelow(item, items, [...at, index])
    })
  }
  return schemas.some(names) ? unplannedIn(value as JsonObject, schemas, at) : []
}

/** Of a map, whose keys can be any, the schema for its values plans them all. */
function forProperty({ object }: SchemaNode, key: string): readonly SchemaNode[] {
  if (object === null) return []
  const declared = object.properties.get(key)
  const found = object.patterns
    .filter(({ pattern }) => matchesPattern(pattern, key))
    .map(({ node }) => node)
  if (declared) found.push(declared)
  const { additional } = object
  if (found.length === 0 && additional !== null && !additional.never) return [additional]
  return found
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
