import * as v from 'valibot'
import { EVENT_OUTCOMES } from '../domain/outcome.ts'
import type { Verdict } from '../messages/verdict.ts'
import type { SeenEvent } from './seen-event.ts'

const lineSchema = v.looseObject({
  acceptId: v.string(),
  verdict: v.looseObject({ outcome: v.picklist(EVENT_OUTCOMES) }),
  event: v.optional(v.unknown()),
  /** Only of lines without an event. */
  messageId: v.optional(v.string()),
  receivedAt: v.optional(v.string()),
})
const eventSchema = v.looseObject({
  messageId: v.optional(v.string()),
  receivedAt: v.optional(v.string()),
})

/** A line of an archive object (`worker/archive/archive-lines.ts`). @throws on anything else. */
export function readArchivedLine(line: string, sourceId: string, key: string): SeenEvent {
  const { acceptId, verdict, event, ...head } = v.parse(lineSchema, JSON.parse(line))
  const { messageId, receivedAt } = event === undefined ? head : v.parse(eventSchema, event)
  return {
    acceptId,
    sourceId,
    messageId: messageId ?? '',
    receivedAt: receivedAt ?? '',
    // Its outcome was just checked; the rest is as the pipeline wrote it.
    verdict: verdict as unknown as Verdict,
    event: event ?? null,
    place: { kept: 'archive', key },
  }
}
