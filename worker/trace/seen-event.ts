import { acceptIdOf, deadLetterKey } from '../archive/object-key.ts'
import { readArchiveLine } from '../archive/read-line.ts'
import { hourOf } from '../domain/books.ts'
import type { LiveRecord } from '../messages/find-rpc.ts'
import { parseRecord } from '../messages/record.ts'
import type { Verdict } from '../messages/verdict.ts'

/** An event as it was found, before its deliveries are looked up. */
export interface SeenEvent {
  acceptId: string
  sourceId: string
  messageId: string
  receivedAt: string
  /** Null while the pipeline has not decided. */
  verdict: Verdict | null
  /** As kept; null when it is kept without its body. */
  event: unknown
  /** Why collect refused the call, in its own words; else empty. */
  refusal: string
  place: Place
}

type Place =
  | { kept: 'log'; failedRuns: number; lastError: string }
  | { kept: 'archive'; key: string }
  /** An object of its own has the event. */
  | { kept: 'dead-letter'; key: string }

/** A record that its log still has in its tables. */
export function seenInLog(log: string, record: LiveRecord): SeenEvent {
  const { kind, sourceId, receivedAt, json } = parseRecord(record.line)
  const { verdict, failedRuns, lastError } = record
  const fields = JSON.parse(json) as Record<string, unknown>
  const acceptId = acceptIdOf(log, record.segment, record.position)
  const isDead = verdict?.outcome === 'dead-lettered'
  return {
    acceptId,
    sourceId,
    messageId: textOf(fields.messageId),
    receivedAt,
    verdict,
    // What was refused is a note on the call, not an event.
    event: kind === 'e' ? fields : null,
    refusal: kind === 'r' ? textOf(fields.message) : '',
    place: isDead
      ? { kept: 'dead-letter', key: deadLetterKey(sourceId, hourOf(receivedAt), acceptId) }
      : { kept: 'log', failedRuns, lastError },
  }
}

/** @throws on a text that is no line of an archive object. */
export function seenInArchive(sourceId: string, key: string, line: string): SeenEvent {
  const { rejection, ...seen } = readArchiveLine(line)
  const { acceptId, receivedAt, verdict } = seen
  return {
    ...seen,
    sourceId,
    refusal: rejection?.message ?? '',
    place:
      verdict.outcome === 'dead-lettered'
        ? { kept: 'dead-letter', key: deadLetterKey(sourceId, hourOf(receivedAt), acceptId) }
        : { kept: 'archive', key },
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export const newestFirst = (a: SeenEvent, b: SeenEvent): number =>
  b.receivedAt.localeCompare(a.receivedAt) || b.acceptId.localeCompare(a.acceptId)
