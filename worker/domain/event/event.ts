import * as v from 'valibot'
import type { IngestCode } from './failure.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import { MAX_MESSAGE_ID_CHARS } from './limits.ts'

export const EVENT_TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export type EventType = (typeof EVENT_TYPES)[number]

export const isEventType = (value: unknown): value is EventType =>
  (EVENT_TYPES as readonly unknown[]).includes(value)

/*
 * The schemas' error messages are ingest codes; `parse.ts` makes a failure of them. Unknown fields
 * pass through, as upstream lets them.
 */
const code = (name: IngestCode): IngestCode => name
const object = (name: IngestCode) => v.exactOptional(v.custom<JsonObject>(isJsonObject, name))

const idSchema = v.pipe(v.string(code('id_not_string')), v.nonEmpty(code('id_not_string')))
const optionalId = v.exactOptional(idSchema)

const common = {
  messageId: v.exactOptional(
    v.pipe(
      v.string(code('message_id_not_string')),
      v.maxLength(MAX_MESSAGE_ID_CHARS, code('message_id_too_long')),
    ),
  ),
  userId: optionalId,
  anonymousId: optionalId,
  context: object('context_not_object'),
  integrations: object('integrations_not_object'),
}

const nameSchema = v.exactOptional(v.string(code('name_not_string')))
const categorySchema = v.exactOptional(
  v.pipe(v.string(code('category_not_string')), v.nonEmpty(code('category_not_string'))),
)

const identifySchema = v.looseObject({
  type: v.literal('identify'),
  ...common,
  traits: object('traits_not_object'),
})

const trackSchema = v.looseObject(
  {
    type: v.literal('track'),
    ...common,
    event: v.pipe(v.string(code('event_not_string')), v.nonEmpty(code('event_not_defined'))),
    properties: object('properties_not_object'),
  },
  code('event_not_defined'),
)

const pageSchema = v.looseObject({
  type: v.literal('page'),
  ...common,
  name: nameSchema,
  category: categorySchema,
  properties: object('properties_not_object'),
})

const screenSchema = v.looseObject({ ...pageSchema.entries, type: v.literal('screen') })

const groupSchema = v.looseObject(
  {
    type: v.literal('group'),
    ...common,
    groupId: idSchema,
    traits: object('traits_not_object'),
  },
  code('id_required'),
)

/** `previousId` is required on one page of the documentation and optional on another: optional. */
const aliasSchema = v.looseObject(
  { type: v.literal('alias'), ...common, userId: idSchema, previousId: optionalId },
  code('id_required'),
)

/** One call as a caller may send it, old names and nulls already mended (`tolerate.ts`). */
export const incomingSchemas = {
  identify: identifySchema,
  track: trackSchema,
  page: pageSchema,
  screen: screenSchema,
  group: groupSchema,
  alias: aliasSchema,
} as const satisfies Record<EventType, v.GenericSchema>
export type IncomingEvent = v.InferOutput<(typeof incomingSchemas)[EventType]>

/** An accepted event: what the logs, the archive and the pipeline hold. Times are ISO 8601, UTC, milliseconds. */
export type Event = IncomingEvent & {
  messageId: string
  context: JsonObject
  /** When it happened, by our clock: corrected for a caller whose clock is wrong. */
  timestamp: string
  /** When it happened, by the caller's clock. */
  originalTimestamp: string
  /** When it was sent, by the caller's clock. */
  sentAt: string
  /** When we got it. The same for all events of a request. */
  receivedAt: string
}

/**
 * An alias of an id to itself merges nothing. The browser library sends them (after `identify` it
 * overwrites the new id with the stored one), so they are accepted, kept and delivered like any other
 * call; whatever merges identities asks this first.
 */
export const isSelfAlias = (event: { type: string; [key: string]: unknown }): boolean =>
  event.type === 'alias' && event.userId === event.previousId
