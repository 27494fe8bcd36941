import { acceptEvent } from '../domain/event/accept-event.ts'
import type { EventType } from '../domain/event/event.ts'
import { type IngestFailure, ingestFailure } from '../domain/event/failure.ts'
import { isJsonObject } from '../domain/event/json.ts'
import { MAX_EXPANDED_BYTES } from '../domain/event/limits.ts'
import type { Envelope } from '../domain/event/normalize.ts'
import { formatRecord, type Rejection } from '../messages/record.ts'
import type { RejectedEvent } from './respond.ts'

/** The records of one request, and what its answer says of them. */
export interface Records {
  /** Record lines joined by newlines. */
  body: string
  count: number
  rejected: RejectedEvent[]
  /** How many were refused; more than are in the list when there are very many. */
  rejectedCount: number
  /** `anonymousId` of the last event that has one: what a visitor's cookie is set to. */
  anonymousId: string | null
  /** `anonymousId` or `userId` of the first accepted event. */
  visitorId: string | null
}

/** A hostile batch may list hundreds of thousands of events; those beyond these share one record. */
const MAX_REFUSALS_RECORDED = 10_000

export interface RecordInput {
  sourceId: string
  items: readonly unknown[]
  routeType: EventType | null
  envelope: Envelope
  newId: () => string
}

/** Accepted events as records, and a small record for each one that is refused, so that it is counted. */
export function recordEvents(input: RecordInput): Records {
  const { sourceId, items, routeType, envelope, newId } = input
  const records = noRecords()
  let expanded = 0
  for (const [index, item] of items.entries()) {
    const accepted =
      expanded > MAX_EXPANDED_BYTES
        ? { ok: false as const, error: ingestFailure('batch_too_large') }
        : acceptEvent(item, routeType, envelope, newId)
    if (!accepted.ok) {
      const failure = accepted.error
      refuse(records, { sourceId, index, item, failure, envelope, routeType })
      continue
    }
    const { event, json } = accepted.value
    expanded += json.length
    const { receivedAt } = envelope
    addLine(records, formatRecord({ kind: 'e', sourceId, receivedAt, json }))
    records.anonymousId = event.anonymousId ?? records.anonymousId
    records.visitorId ??= event.anonymousId ?? event.userId ?? null
  }
  return records
}

/** All events of a request refused for one reason. */
export function recordRefusals(
  failure: IngestFailure,
  input: Pick<RecordInput, 'sourceId' | 'items' | 'envelope'>,
): Records {
  const { sourceId, items, envelope } = input
  const records = noRecords()
  for (const [index, item] of items.entries()) {
    refuse(records, { sourceId, index, item, failure, envelope })
    if (index + 1 === MAX_REFUSALS_RECORDED) {
      const rest = items.length - MAX_REFUSALS_RECORDED
      const message = `${rest} more: ${failure.message}`
      if (rest > 0) {
        addLine(records, refusalRecord(sourceId, undefined, { ...failure, message }, envelope))
      }
      break
    }
  }
  records.rejectedCount = items.length
  return records
}

/** One record for a request that is refused as a whole: there are no events to count, and none to list. */
export const recordBadRequest = (
  sourceId: string,
  failure: IngestFailure,
  receivedAt: string,
): Records => ({
  ...noRecords(),
  body: refusalRecord(sourceId, undefined, failure, { receivedAt }),
  count: 1,
})

const noRecords = (): Records => ({
  body: '',
  count: 0,
  rejected: [],
  rejectedCount: 0,
  anonymousId: null,
  visitorId: null,
})

/** One growing text, so that no line is held twice while the append is under way. */
function addLine(records: Records, line: string): void {
  records.body += records.count === 0 ? line : `\n${line}`
  records.count++
}

function refuse(
  records: Records,
  refused: {
    sourceId: string
    index: number
    item: unknown
    failure: IngestFailure
    envelope: Envelope
    routeType?: EventType | null
  },
): void {
  const { sourceId, index, item, failure, envelope, routeType = null } = refused
  records.rejected.push({ index, code: failure.code, message: failure.message })
  records.rejectedCount++
  addLine(records, refusalRecord(sourceId, item, failure, envelope, routeType))
}

const MAX_SHOWN_CHARS = 200

function refusalRecord(
  sourceId: string,
  item: unknown,
  failure: IngestFailure,
  { receivedAt }: { receivedAt: string },
  routeType: EventType | null = null,
): string {
  const sent = isJsonObject(item) ? item : {}
  const rejection: Rejection = { receivedAt, code: failure.code, message: failure.message }
  if (routeType !== null) rejection.type = routeType
  else if (typeof sent.type === 'string') rejection.type = sent.type.slice(0, MAX_SHOWN_CHARS)
  if (typeof sent.event === 'string') rejection.event = sent.event.slice(0, MAX_SHOWN_CHARS)
  if (typeof sent.messageId === 'string') {
    rejection.messageId = sent.messageId.slice(0, MAX_SHOWN_CHARS)
  }
  return formatRecord({ kind: 'r', sourceId, receivedAt, json: JSON.stringify(rejection) })
}
