import { isJsonObject, type JsonObject } from '../event/json.ts'
import { type JsonPatch, jsonPointer } from '../event/json-patch.ts'

/** Keys and positions that lead to a property, which is always named: no place ends in a list. */
export type Place = readonly (string | number)[]

export interface Removal {
  /** The event without what is at the places. */
  value: JsonObject
  /** Makes that of the event. Never much longer than the field that the places are in. */
  patch: JsonPatch
}

/** A patch may be so much longer than the field before that is written anew instead. */
const SLACK_CHARS = 200
const REMOVAL_CHARS = '{"op":"remove","path":""},'.length

/**
 * Takes places out of one field of an event. Verdicts are stored in rows of a bounded size, and a
 * removal from each item of a list repeats the way to the list every time: hence the bound.
 *
 * @param field The first key of every place.
 */
export function removePlaces(
  event: JsonObject,
  field: string | null,
  places: readonly Place[],
): Removal {
  if (field === null || places.length === 0) return { value: event, patch: [] }
  const rest = without(event[field], treeOf(places.map((place) => place.slice(1))))
  const value = { ...event, [field]: rest }
  const paths = outermost(places)
  const chars = paths.reduce((sum, path) => sum + path.length + REMOVAL_CHARS, 0)
  const isShort = paths.length === 1 || chars <= JSON.stringify(event[field]).length + SLACK_CHARS
  if (isShort && !places.some(isRefused)) {
    return { value, patch: paths.map((path) => ({ op: 'remove' as const, path })) }
  }
  return { value, patch: [{ op: 'replace', path: jsonPointer([field]), value: rest }] }
}

/** Key -> what to remove below it; null: the key itself. */
type Tree = Map<string | number, Tree | null>

function treeOf(places: readonly Place[]): Tree {
  const tree: Tree = new Map()
  for (const place of places) {
    let branch = tree
    for (const [depth, key] of place.entries()) {
      const below = branch.get(key)
      if (below === null) break
      if (depth === place.length - 1) branch.set(key, null)
      else {
        const next: Tree = below ?? new Map()
        branch.set(key, next)
        branch = next
      }
    }
  }
  return tree
}

function without(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) {
    return value.map((item, at) => {
      const branch = tree.get(at)
      return branch ? without(item, branch) : item
    })
  }
  if (!isJsonObject(value)) return value
  // Not by assignment: a key may be any text, `__proto__` too.
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const branch = tree.get(key)
      if (branch === null) return []
      return [[key, branch ? without(one, branch) : one]]
    }),
  )
}

/** Pointers to the places that lie in no other. */
function outermost(places: readonly Place[]): string[] {
  const all = new Set(places.map(jsonPointer))
  return [...all].filter((path) => {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (all.has(path.slice(0, end))) return false
    }
    return true
  })
}

/** Patches that name these are refused by those who apply them. */
const isRefused = (place: Place): boolean =>
  place.some(
    (key, depth) =>
      key === '__proto__' || (key === 'prototype' && place[depth - 1] === 'constructor'),
  )
