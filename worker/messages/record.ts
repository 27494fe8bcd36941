/**
 * A record is one line of a segment: what collect accepted (or refused) for one call.
 *
 *     e <sourceId> <receivedAt> <event JSON>
 *     r <sourceId> <receivedAt> <rejection JSON>
 *
 * The head is short and says what a log and the archive must know, so that they can move a line
 * without parsing its JSON. `JSON.stringify` never emits a raw newline, so lines need no escaping.
 */
export type RecordKind = 'e' | 'r'

export interface RecordLine {
  kind: RecordKind
  sourceId: string
  /** ISO 8601 UTC with milliseconds, the same for all records of a request. */
  receivedAt: string
  json: string
}

/** A refused event: counted and shown, never delivered. `code` is from `spec` "failed on ingest". */
export interface Rejection {
  receivedAt: string
  code: string
  message: string
  type?: string
  event?: string
  messageId?: string
}

export const formatRecord = (line: RecordLine): string =>
  `${line.kind} ${line.sourceId} ${line.receivedAt} ${line.json}`

/** @throws if the line has no head: a log never holds such a line. */
export function parseRecord(line: string): RecordLine {
  const kind = line.charAt(0)
  const source = line.indexOf(' ', 2)
  const time = line.indexOf(' ', source + 1)
  if ((kind !== 'e' && kind !== 'r') || line.charAt(1) !== ' ' || source < 0 || time < 0) {
    throw new Error(`not a record line: ${line.slice(0, 20)}`)
  }
  return {
    kind,
    sourceId: line.slice(2, source),
    receivedAt: line.slice(source + 1, time),
    json: line.slice(time + 1),
  }
}
