import { acceptIdOf } from '../archive/object-key.ts'
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
  place:
    | { kept: 'log'; failedRuns: number; lastError: string }
    | { kept: 'archive'; key: string }
    | { kept: 'dead-letter'; key: string; error: string }
}

/** A record that its log still has in its tables. */
export function seenInLog(log: string, record: LiveRecord): SeenEvent {
  const { kind, sourceId, receivedAt, json } = parseRecord(record.line)
  const fields = JSON.parse(json) as Record<string, unknown>
  return {
    acceptId: acceptIdOf(log, record.segment, record.position),
    sourceId,
    messageId: typeof fields.messageId === 'string' ? fields.messageId : '',
    receivedAt,
    verdict: record.verdict,
    // What was refused is a note on the call, not an event.
    event: kind === 'e' ? fields : null,
    place: { kept: 'log', failedRuns: record.failedRuns, lastError: record.lastError },
  }
}
