import { acceptIdOf, deadLetterKey } from '../../worker/archive/object-key.ts'
import { eventKey, hourOf } from '../../worker/domain/books.ts'
import { isEventType } from '../../worker/domain/event/event.ts'
import { pack } from '../../worker/messages/packed.ts'
import { parseRecord } from '../../worker/messages/record.ts'
import type { AckUnit, Verdict } from '../../worker/messages/verdict.ts'

export const DEAD_LETTER_CODE = 'pipeline_error'

export interface DeadLetter {
  key: string
  body: string
  ack: AckUnit
}

/** One event that the pipeline cannot process: the object to keep it in, and the verdict that ends it. */
export function deadLetter(
  record: { log: string; segment: number; position: number; line: string },
  error: string,
): DeadLetter {
  const { sourceId, receivedAt, json } = parseRecord(record.line)
  const acceptId = acceptIdOf(record.log, record.segment, record.position)
  const event = parseLeniently(json)
  const hour = hourOf(receivedAt)
  const type = isEventType(event.type) ? event.type : ''
  const name = type === 'track' ? text(event.event) : ''
  const verdict: Verdict = { outcome: 'dead-lettered', code: DEAD_LETTER_CODE, error }
  const key = eventKey({ outcome: verdict.outcome, code: DEAD_LETTER_CODE, type, name })
  return {
    key: deadLetterKey(sourceId, hour, acceptId),
    body: JSON.stringify({ acceptId, sourceId, error, receivedAt, record: json }),
    ack: {
      segment: record.segment,
      first: record.position,
      verdicts: pack([verdict]),
      totals: { [hour]: { [sourceId]: { events: { [key]: 1 }, destinations: {} } } },
    },
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function parseLeniently(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
