import * as v from 'valibot'
import {
  FIELD_TYPES,
  type FieldType,
  NAMING_PROBLEMS,
  SCHEMA_KINDS,
  SCHEMA_PERIODS,
  type SchemaKind,
  type SchemaPeriod,
} from '../../domain/schema/kinds.ts'

export {
  FIELD_TYPES,
  type FieldType,
  NAMING_PROBLEMS,
  SCHEMA_KINDS,
  SCHEMA_PERIODS,
  type SchemaKind,
  type SchemaPeriod,
}

const namingHintSchema = v.object({
  problem: v.picklist(NAMING_PROBLEMS),
  /** In words. */
  message: v.string(),
  /** A name that keeps to the convention, or the name it nearly duplicates; empty when none is offered. */
  suggestion: v.string(),
})
export type NamingHint = v.InferOutput<typeof namingHintSchema>

const counts = {
  /** In the period asked for. */
  allowed: v.number(),
  blocked: v.number(),
  firstSeen: v.string(),
  lastSeen: v.string(),
}

export const schemaFieldSchema = v.object({
  /** Dotted path below `properties` or `traits`; `.$` for items of a list: `products.$.sku`. */
  path: v.string(),
  types: v.array(v.picklist(FIELD_TYPES)),
  ...counts,
  /** Only for traits of identify and group: switched off by a control. */
  off: v.boolean(),
  hints: v.array(namingHintSchema),
})
export type SchemaField = v.InferOutput<typeof schemaFieldSchema>

export const schemaEventSchema = v.object({
  kind: v.picklist(SCHEMA_KINDS),
  /** Event name; empty for the other kinds. */
  name: v.string(),
  ...counts,
  /** Switched off by a control. Never for identify and group. */
  off: v.boolean(),
  /** Ids of destinations that a control keeps this event from. */
  destinationsOff: v.array(v.string()),
  fields: v.number(),
  /** More fields were seen than are listed. */
  fieldsUnlisted: v.boolean(),
  /** Added by hand before it was ever seen: times are empty then. */
  expected: v.boolean(),
  archived: v.boolean(),
  hints: v.array(namingHintSchema),
})
export type SchemaEvent = v.InferOutput<typeof schemaEventSchema>

/**
 * `GET /api/sources/{id}/schema?period=7d&kind=track&search=&archived=false`: all that fit, most recent
 * first. At most 4,000 events per source are listed; more still flow.
 */
export const schemaQuerySchema = v.object({
  period: v.optional(v.picklist(SCHEMA_PERIODS), '7d'),
  kind: v.optional(v.picklist(SCHEMA_KINDS)),
  search: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
  archived: v.optional(v.picklist(['true', 'false']), 'false'),
})
export interface SchemaAnswer {
  period: SchemaPeriod
  events: SchemaEvent[]
  /** Rows (events or fields) that break a convention, by kind: for the tabs' marks. */
  problems: Record<SchemaKind, number>
  /** Events per kind that are not archived, whatever the search. */
  totals: Record<SchemaKind, number>
  /** Distinct event names above the limit were seen: so many events were counted without a row. */
  unlistedEvents: number
  /** A part of the service did not answer: some counts of the last minutes are not included. */
  incomplete: boolean
  /** Every control, also of names that were never seen. */
  controls: SchemaControls
}

/** `GET /api/sources/{id}/schema/fields?kind=track&name=Order%20Completed&period=7d` */
export const schemaFieldsQuerySchema = v.object({
  kind: v.picklist(SCHEMA_KINDS),
  name: v.optional(v.string(), ''),
  period: v.optional(v.picklist(SCHEMA_PERIODS), '7d'),
})
export interface SchemaFieldsAnswer {
  fields: SchemaField[]
  unlisted: boolean
  /** As in `SchemaAnswer`. */
  incomplete: boolean
}

/**
 * What a source lets through. Kept with the source's configuration, so it holds for every event that is
 * accepted 5 s after the change. An event that names a destination in its own `integrations` object
 * goes there whatever `destinationsOff` says.
 */
export const schemaControlsSchema = v.strictObject({
  /** Names of track events that are dropped. */
  blockedEvents: v.array(v.string()),
  blockPage: v.boolean(),
  blockScreen: v.boolean(),
  /** Dotted paths. */
  blockedIdentifyTraits: v.array(v.string()),
  blockedGroupTraits: v.array(v.string()),
  /** Event name -> destination ids it does not go to. */
  destinationsOff: v.record(v.string(), v.array(v.string())),
})
export type SchemaControls = v.InferOutput<typeof schemaControlsSchema>

/** `GET /api/sources/{id}/schema/controls`, and what a change of them answers: how they are then. */
export interface SchemaControlsAnswer {
  controls: SchemaControls
}

/** `PATCH /api/sources/{id}/schema/controls`: a list of changes, all or none of which hold afterwards. */
export const schemaChangesSchema = v.strictObject({
  changes: v.pipe(
    v.array(
      v.variant('control', [
        v.strictObject({ control: v.literal('event'), name: v.string(), allowed: v.boolean() }),
        v.strictObject({ control: v.literal('page'), allowed: v.boolean() }),
        v.strictObject({ control: v.literal('screen'), allowed: v.boolean() }),
        v.strictObject({
          control: v.literal('trait'),
          kind: v.picklist(['identify', 'group']),
          path: v.string(),
          allowed: v.boolean(),
        }),
        v.strictObject({
          control: v.literal('destination'),
          name: v.string(),
          destinationId: v.string(),
          allowed: v.boolean(),
        }),
      ]),
    ),
    v.minLength(1),
    v.maxLength(200),
  ),
})
export type SchemaChange = v.InferOutput<typeof schemaChangesSchema>['changes'][number]

/**
 * `POST /api/sources/{id}/schema/events` {name}: lists a track event before it is first seen.
 * `POST /api/sources/{id}/schema/archive` {kind, names, archived}: takes blocked events off the list, or back.
 * `POST /api/sources/{id}/schema/clear` {kinds, what: ('allowed'|'blocked'|'archived')[]}: forgets what was seen (the display only).
 * `GET  /api/sources/{id}/schema/export?kind=track&period=30d`: CSV; its name ends in `--incomplete` when some
 * counts are not included.
 */
export const schemaNewEventSchema = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(200)),
})
export const schemaArchiveSchema = v.strictObject({
  kind: v.picklist(SCHEMA_KINDS),
  names: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(1000)),
  archived: v.boolean(),
})
export const schemaClearSchema = v.strictObject({
  kinds: v.pipe(v.array(v.picklist(SCHEMA_KINDS)), v.minLength(1)),
  what: v.pipe(v.array(v.picklist(['allowed', 'blocked', 'archived'])), v.minLength(1)),
})
export const schemaExportQuerySchema = v.object({
  kind: v.optional(v.picklist(SCHEMA_KINDS), 'track'),
  period: v.optional(v.picklist(SCHEMA_PERIODS), '7d'),
})
