import { judgeForNumbers, judgeForValues } from './dynamic-name.ts'
import { judgeEventName } from './event-name.ts'
import { judgeFieldName } from './field-name.ts'
import type { SchemaKind } from './kinds.ts'
import type { NamingHint } from './naming-hint.ts'
import { findNearDuplicates } from './near-duplicates.ts'

interface Seen {
  /** How often, ever or lately: only the order matters. */
  seen: number
}

/** What can be said against names of track events, seen together. Names without a hint are left out. */
export function hintsForEvents(
  events: readonly (Seen & { name: string })[],
): Map<string, NamingHint[]> {
  const hints = new Map<string, NamingHint[]>()
  const numbered = judgeForNumbers(events.map(({ name }) => name))
  for (const { name } of events) {
    const value = judgeForValues(name) ?? numbered.get(name)
    // The value makes the rest of the name hard to judge.
    const found = value ?? judgeEventName(name)
    if (found) hints.set(name, [found])
  }
  const duplicates = findNearDuplicates(
    events.map((event) => ({ ...event, fine: !hints.has(event.name) })),
  )
  for (const [name, duplicate] of duplicates) addTo(hints, name, duplicate)
  return hints
}

/** The same for the fields of one event, by their paths. Each is judged by the last key of its path. */
export function hintsForFields(
  fields: readonly (Seen & { path: string })[],
  kind: SchemaKind,
): Map<string, NamingHint[]> {
  const hints = new Map<string, NamingHint[]>()
  const split = fields.map((field) => ({ ...field, ...splitPath(field.path) }))
  for (const [parent, siblings] of Map.groupBy(split, (field) => field.parent)) {
    const pathOf = (key: string) => parent + key
    const numbered = judgeForNumbers(siblings.map(({ key }) => key))
    for (const { key, path } of siblings) {
      const value = judgeForValues(key) ?? numbered.get(key)
      const found = value ?? judgeFieldName(key, kind)
      if (found) hints.set(path, [found])
    }
    const duplicates = findNearDuplicates(
      siblings.map(({ key, path, seen }) => ({ name: key, seen, fine: !hints.has(path) })),
    )
    for (const [key, duplicate] of duplicates) addTo(hints, pathOf(key), duplicate)
  }
  return hints
}

function addTo(hints: Map<string, NamingHint[]>, name: string, hint: NamingHint): void {
  const known = hints.get(name)
  if (known) known.push(hint)
  else hints.set(name, [hint])
}

/** At the last dot that belongs to no key: `a\.b` is one. */
function splitPath(path: string): { parent: string; key: string } {
  for (let dot = path.lastIndexOf('.'); dot >= 0; dot = path.lastIndexOf('.', dot - 1)) {
    if (!isEscaped(path, dot)) return { parent: path.slice(0, dot + 1), key: path.slice(dot + 1) }
    if (dot === 0) break
  }
  return { parent: '', key: path }
}

function isEscaped(path: string, at: number): boolean {
  let slashes = 0
  while (path[at - 1 - slashes] === '\\') slashes++
  return slashes % 2 === 1
}
