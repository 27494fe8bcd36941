import { SCHEMA_KINDS, type SchemaKind } from '../../worker/domain/schema/kinds.ts'
import { eventNoteKey } from '../../worker/domain/schema/notes.ts'
import type { SchemaClear, SchemaOff } from '../../worker/messages/schema-rpc.ts'
import type { EventFact, FactBook } from './schema-facts.ts'

/** Lists a track event before it is seen. */
export function expectEvent(book: FactBook, name: string): 'added' | 'known' | 'full' {
  const known = book.facts.events.get(eventNoteKey(0, name))
  if (known?.clearedAt === 0) return 'known'
  const fact = book.expect(0, name)
  if (fact === null) return 'full'
  fact.expected = true
  return 'added'
}

/** Answers the names that are not listed; then nothing was changed. */
export function archiveEvents(
  book: FactBook,
  request: { kind: SchemaKind; names: readonly string[]; archived: boolean },
): string[] {
  const kind = SCHEMA_KINDS.indexOf(request.kind)
  const found = new Map(
    request.names.map((name) => [name, book.facts.events.get(eventNoteKey(kind, name))]),
  )
  const unknown = [...found].filter(([, fact]) => fact === undefined || fact.clearedAt > 0)
  if (unknown.length > 0) return unknown.map(([name]) => name)
  for (const fact of found.values()) if (fact) fact.archived = request.archived
  return []
}

/** Takes off the list what was seen until now. Of identify and group calls the traits. */
export function clearFacts(
  book: FactBook,
  { kinds, what, off }: SchemaClear,
  now: number,
): { events: number; fields: number } {
  const cleared = { events: 0, fields: 0 }
  for (const fact of book.facts.events.values()) {
    const kind = SCHEMA_KINDS[fact.kind] as SchemaKind
    if (fact.clearedAt > 0 || !kinds.includes(kind)) continue
    if (kind === 'identify' || kind === 'group') {
      cleared.fields += clearTraits(fact, new Set(off[kind]), what, now)
    } else if (what.includes(stateOf(fact, kind, off))) {
      clear(fact, now)
      cleared.events++
    }
  }
  return cleared
}

function stateOf(
  fact: EventFact,
  kind: Exclude<SchemaKind, 'identify' | 'group'>,
  off: SchemaOff,
): SchemaClear['what'][number] {
  const isOff = kind === 'track' ? off.events.includes(fact.name) : off[kind]
  if (!isOff) return 'allowed'
  return fact.archived ? 'archived' : 'blocked'
}

function clearTraits(
  fact: EventFact,
  off: ReadonlySet<string>,
  what: SchemaClear['what'],
  now: number,
): number {
  const listed = fact.fields.filter(({ clearedAt }) => clearedAt === 0)
  const chosen = listed.filter(({ path }) => what.includes(off.has(path) ? 'blocked' : 'allowed'))
  if (what.includes('allowed') && chosen.length === listed.length) clear(fact, now)
  for (const field of chosen) field.clearedAt = now
  return chosen.length
}

/** A later sighting makes a fact of its own, to which the counts of this one do not belong. */
function clear(fact: EventFact, now: number): void {
  fact.clearedAt = now
  fact.fields = []
}
