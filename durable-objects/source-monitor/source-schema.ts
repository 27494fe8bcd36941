import { decodeNotes } from '../../worker/domain/schema/encode-notes.ts'
import { typesOf } from '../../worker/domain/schema/field-types.ts'
import {
  SCHEMA_KINDS,
  type SchemaKind,
  type SchemaPeriod,
} from '../../worker/domain/schema/kinds.ts'
import { hintsForEvents, hintsForFields } from '../../worker/domain/schema/naming-hints.ts'
import { eventNoteKey, type SourceNotes } from '../../worker/domain/schema/notes.ts'
import type {
  LiveSchema,
  SchemaClear,
  SchemaDelivery,
  SchemaFields,
  SchemaList,
  SchemaMonitorRpc,
  SchemaSheet,
  SeenEvent,
  SeenField,
} from '../../worker/messages/schema-rpc.ts'
import type { LiveSchemas } from './live-schema.ts'
import { bucketOf, type Count, Counts, periodStart } from './schema-counts.ts'
import { archiveEvents, clearFacts, expectEvent } from './schema-edits.ts'
import { type EventFact, FactBook } from './schema-facts.ts'
import type { SchemaStore } from './schema-store.ts'

export interface SourceSchemaDeps {
  store: SchemaStore
  now(): number
  /** What the source's logs hold themselves; logs that do not answer are left out. */
  live(): Promise<LiveSchemas>
  problem(what: string, error: unknown): void
}

/** The schema of one source: what its logs delivered, and for the last minute what they say themselves. */
export class SourceSchema
  implements Omit<SchemaMonitorRpc, 'archiveEvents' | 'expectEvent' | 'clearSchema'>
{
  private readonly deps: SourceSchemaDeps

  constructor(deps: SourceSchemaDeps) {
    this.deps = deps
  }

  async takeSchema(delivery: SchemaDelivery): Promise<void> {
    const { store, now, problem } = this.deps
    if (!store.take(delivery) || !store.journalIsLong) return
    try {
      store.compact(now())
    } catch (error) {
      // The journal has everything, so the delivery is taken all the same.
      problem('schema journal is not worked in', error)
    }
  }

  async schemaList(period: SchemaPeriod): Promise<SchemaList> {
    const { book, counts, incomplete } = await this.look(period, 'none')
    const events = [...book.facts.events.values()].filter(isListed)
    const hints = hintsForEvents(
      events
        .filter(({ kind }) => kind === 0)
        .map((fact) => ({ ...fact, seen: seenOf(counts, fact) })),
    )
    return {
      events: events.map((fact) => ({
        ...showEvent(fact, counts),
        hints: (fact.kind === 0 && hints.get(fact.name)) || [],
      })),
      unlisted: counts.unlisted.allowed + counts.unlisted.blocked,
      incomplete,
    }
  }

  async schemaFields({
    kind,
    name,
    period,
  }: {
    kind: SchemaKind
    name: string
    period: SchemaPeriod
  }): Promise<SchemaFields | null> {
    const key = eventNoteKey(SCHEMA_KINDS.indexOf(kind), name)
    const { book, counts, incomplete } = await this.look(period, { key })
    const fact = book.facts.events.get(key)
    if (!fact || !isListed(fact)) return null
    return { fields: showFields(fact, counts), unlisted: fact.fieldsUnlisted, incomplete }
  }

  async schemaSheet({
    kind,
    period,
  }: {
    kind: SchemaKind
    period: SchemaPeriod
  }): Promise<SchemaSheet> {
    const { book, counts, incomplete } = await this.look(period, 'all')
    const events = [...book.facts.events.values()].filter(
      (fact) => isListed(fact) && SCHEMA_KINDS[fact.kind] === kind,
    )
    const rows = events.map((fact) => {
      const { allowed, blocked } = counts.events.get(fact.id) ?? NONE
      const counted = counts.events.get(fact.id)?.fields
      const fields = listedFields(fact).map(({ path, types, first, last, place }) => ({
        path,
        types: typesOf(types),
        ...(counted?.get(place) ?? NONE),
        first,
        last,
      }))
      const { name, first, last } = fact
      return { name, allowed, blocked, first, last, fields }
    })
    return { events: rows, incomplete }
  }

  async expectEvent(name: string): Promise<'added' | 'known' | 'full'> {
    return this.edit((book) => expectEvent(book, name))
  }

  async archiveEvents(request: {
    kind: SchemaKind
    names: readonly string[]
    archived: boolean
  }): Promise<string[]> {
    return this.edit((book) => archiveEvents(book, request))
  }

  async clearSchema(request: SchemaClear): Promise<{ events: number; fields: number }> {
    return this.edit((book, now) => clearFacts(book, request, now))
  }

  /**
   * Changes what is listed, with what is not delivered yet among it: facts can be learned twice, only
   * counts cannot.
   */
  private async edit<T>(change: (book: FactBook, now: number) => T): Promise<T> {
    const { store, now } = this.deps
    const live = await this.deps.live()
    const at = now()
    store.compact(at)
    const book = new FactBook(store.facts())
    for (const notes of this.undelivered(live.answers)) book.add(notes, () => null, at)
    const answer = change(book, at)
    store.saveFacts(book.facts)
    return answer
  }

  /** Facts and the counts of a period, with what is not worked in yet. Nothing is written. */
  private async look(period: SchemaPeriod, fieldsOf: 'all' | 'none' | { key: string }) {
    const { store, now } = this.deps
    // First, so that what is delivered meanwhile is in our tables, and left out here.
    const live = await this.deps.live()
    const at = now()
    const from = periodStart(period, at)
    const counts = new Counts()
    const facts = store.facts()
    const only =
      typeof fieldsOf === 'object' ? (facts.events.get(fieldsOf.key)?.id ?? 'none') : fieldsOf
    store.addCounts(counts, from, only)
    const book = new FactBook(facts)
    const countsOf = (hour: string) => (bucketOf(hour, at) >= from ? counts : null)
    for (const notes of [...store.journal(), ...this.undelivered(live.answers)]) {
      book.add(notes, countsOf, at)
    }
    return { book, counts, incomplete: live.incomplete }
  }

  /** What is not worked into facts and counts: delivered lately, or with the logs still. */
  async fresh(): Promise<{ notes: SourceNotes[]; incomplete: boolean }> {
    const live = await this.deps.live()
    const notes = [...this.deps.store.journal(), ...this.undelivered(live.answers)]
    return { notes, incomplete: live.incomplete }
  }

  /** Bucket -> events of the source, since a bucket. */
  eventsSince(from: string, fresh: readonly SourceNotes[]): Map<string, number> {
    const totals = this.deps.store.eventTotals(from)
    const at = this.deps.now()
    for (const notes of fresh) {
      for (const [hour, { events, unlisted }] of notes) {
        const bucket = bucketOf(hour, at)
        if (bucket < from) continue
        let more = unlisted.allowed + unlisted.blocked
        for (const { allowed, blocked } of events.values()) more += allowed + blocked
        totals.set(bucket, (totals.get(bucket) ?? 0) + more)
      }
    }
    return totals
  }

  private undelivered(live: readonly LiveSchema[]): SourceNotes[] {
    return live.flatMap(({ log, generations }) =>
      generations
        .filter(({ generation }) => !this.deps.store.has(log, generation))
        .flatMap(({ pieces }) => pieces.map(decodeNotes)),
    )
  }
}

const NONE = { allowed: 0, blocked: 0 }

const seenOf = (counts: Counts, { id }: EventFact): number => {
  const { allowed, blocked } = counts.events.get(id) ?? NONE
  return allowed + blocked
}

const isListed = ({ clearedAt }: EventFact): boolean => clearedAt === 0

function showEvent(fact: EventFact, counts: Counts): SeenEvent {
  const { allowed, blocked } = counts.events.get(fact.id) ?? NONE
  const { name, first, last, fieldsUnlisted, expected, archived } = fact
  const kind = SCHEMA_KINDS[fact.kind] as SchemaKind
  return {
    kind,
    name,
    allowed,
    blocked,
    first,
    last,
    fields: fact.fields.filter(({ clearedAt }) => clearedAt === 0).length,
    fieldsUnlisted,
    expected: expected && last === 0,
    archived,
    hints: [],
    fieldProblems: kind === 'track' ? 0 : hintsOf(fact, kind).size,
  }
}

function showFields(fact: EventFact, counts: Counts): SeenField[] {
  const counted = counts.events.get(fact.id)?.fields
  const hints = hintsOf(fact, SCHEMA_KINDS[fact.kind] as SchemaKind, counted)
  return listedFields(fact).map(({ path, types, first, last, place }) => ({
    path,
    types: typesOf(types),
    ...(counted?.get(place) ?? NONE),
    first,
    last,
    hints: hints.get(path) ?? [],
  }))
}

const listedFields = (fact: EventFact) =>
  fact.fields
    .map((field, place) => ({ ...field, place }))
    .filter(({ clearedAt }) => clearedAt === 0)

function hintsOf(fact: EventFact, kind: SchemaKind, counted?: ReadonlyMap<number, Count>) {
  const listed = listedFields(fact).map(({ path, place }) => {
    const { allowed, blocked } = counted?.get(place) ?? NONE
    return { path, seen: allowed + blocked }
  })
  return hintsForFields(listed, kind)
}
