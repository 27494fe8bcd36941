/**
 * A record is one line of a segment: what collect accepted (or refused) for one call.
 *
 *     e <sourceId> <event JSON>
 *     r <sourceId> <rejection JSON>
 *
 * The head is fixed and short so that a log and the archive can move a line without parsing it.
 * `JSON.stringify` never emits a raw newline, so lines never need escaping.
 */
export type RecordKind = 'e' | 'r'

export interface RecordLine {
  kind: RecordKind
  sourceId: string
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

export const formatRecord = (kind: RecordKind, sourceId: string, json: string): string =>
  `${kind} ${sourceId} ${json}`

/** @throws if the line has no head: a log never holds such a line. */
export function parseRecord(line: string): RecordLine {
  const kind = line.charAt(0)
  const end = line.indexOf(' ', 2)
  if ((kind !== 'e' && kind !== 'r') || line.charAt(1) !== ' ' || end < 0) {
    throw new Error(`not a record line: ${line.slice(0, 20)}`)
  }
  return { kind, sourceId: line.slice(2, end), json: line.slice(end + 1) }
}
