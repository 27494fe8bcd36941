import type { FieldType, SchemaKind, SchemaPeriod } from '../domain/schema/kinds.ts'
import type { NamingHint } from '../domain/schema/naming-hint.ts'

/** Notes of one source in one generation of a log, which will not change any more. */
export interface SchemaDelivery {
  log: string
  generation: number
  /** No generation below this one will be delivered (again): the receiver may forget it had them. */
  low: number
  /** Texts of `domain/schema/encode-notes.ts`, to be merged. */
  pieces: string[]
}

/** What a log has of a source that may not be delivered yet. */
export interface LiveSchema {
  log: string
  generations: { generation: number; pieces: string[] }[]
  /** It has more than one answer takes. */
  cut: boolean
}

interface Seen {
  /** In the period asked for. */
  allowed: number
  blocked: number
  /** Milliseconds since the epoch; 0: never. */
  first: number
  last: number
}

export interface SeenEvent extends Seen {
  kind: SchemaKind
  name: string
  fields: number
  fieldsUnlisted: boolean
  /** Added by hand, and not seen yet. */
  expected: boolean
  archived: boolean
  hints: NamingHint[]
  /** Fields that break a convention; 0 for track events, whose fields are judged when asked for. */
  fieldProblems: number
}

export interface SeenField extends Seen {
  path: string
  types: FieldType[]
  hints: NamingHint[]
}

export interface SchemaList {
  events: SeenEvent[]
  /** In the period: events without a row, because there were too many names. */
  unlisted: number
  /** Some logs did not say what they have of the last minutes: their counts are not included. */
  incomplete: boolean
}

export interface SchemaFields {
  fields: SeenField[]
  unlisted: boolean
  /** As in `SchemaList`. */
  incomplete: boolean
}

export interface SchemaSheet {
  events: SchemaSheetEvent[]
  /** As in `SchemaList`. */
  incomplete: boolean
}

/** An event and its fields, for exports. */
export interface SchemaSheetEvent extends Seen {
  name: string
  fields: (Seen & { path: string; types: FieldType[] })[]
}

/** What controls switch off. */
export interface SchemaOff {
  events: string[]
  page: boolean
  screen: boolean
  identify: string[]
  group: string[]
}

export interface SchemaClear {
  kinds: readonly SchemaKind[]
  what: readonly ('allowed' | 'blocked' | 'archived')[]
  off: SchemaOff
}

/** The part of a source's monitor that keeps its schema. */
export interface SchemaMonitorRpc {
  /** Takes effect once for each log and generation, however often it comes. */
  takeSchema(delivery: SchemaDelivery): Promise<void>
  schemaList(period: SchemaPeriod): Promise<SchemaList>
  /** Null when there is no such event. */
  schemaFields(query: {
    kind: SchemaKind
    name: string
    period: SchemaPeriod
  }): Promise<SchemaFields | null>
  schemaSheet(query: { kind: SchemaKind; period: SchemaPeriod }): Promise<SchemaSheet>
  /** Lists a track event before it is seen. */
  expectEvent(name: string): Promise<'added' | 'known' | 'full'>
  /** Answers the names that are not listed; then nothing was changed. */
  archiveEvents(request: {
    kind: SchemaKind
    names: readonly string[]
    archived: boolean
  }): Promise<string[]>
  /** Answers how many events and fields were forgotten. */
  clearSchema(request: SchemaClear): Promise<{ events: number; fields: number }>
}

/** The part of a log that answers for what its monitors do not have yet. */
export interface SchemaLogRpc {
  schemaOf(sourceId: string): Promise<LiveSchema>
}
