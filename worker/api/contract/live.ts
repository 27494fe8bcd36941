import * as v from 'valibot'
import { LIVE_STATES, liveEventSchema } from '../../domain/live/live-event.ts'

/** The WebSocket of a source's debugger, `GET /live/sources/{id}?workspace={id}`. */
export {
  LIVE_CLOSE,
  type LiveMessage,
  type LiveRequest,
  liveMessageSchema,
  liveRequestSchema,
} from '../../domain/live/live-protocol.ts'

const LIMIT_WORDS = 'A whole number from 1 to 500.'

/** `GET /api/sources/{id}/recent-events`: the same events for scripts, newest first. */
export const recentEventsQuerySchema = v.object({
  /** Comma separated call types. */
  type: v.optional(v.pipe(v.string(), v.maxLength(100))),
  /** Comma separated states. */
  state: v.optional(v.pipe(v.string(), v.maxLength(100))),
  name: v.optional(v.pipe(v.string(), v.maxLength(200))),
  userId: v.optional(v.pipe(v.string(), v.maxLength(500))),
  text: v.optional(v.pipe(v.string(), v.maxLength(200))),
  /** 1 to 500. */
  limit: v.optional(
    v.pipe(
      v.string(),
      v.transform(Number),
      v.number(LIMIT_WORDS),
      v.integer(LIMIT_WORDS),
      v.minValue(1, LIMIT_WORDS),
      v.maxValue(500, LIMIT_WORDS),
    ),
    '50',
  ),
})
export const recentEventsSchema = v.object({
  events: v.array(liveEventSchema),
  /** False when there may be older ones that fit. */
  complete: v.boolean(),
  /** Time back to which everything that fits is among these; null when they are all that is held. */
  since: v.nullable(v.string()),
})
export type RecentEventsAnswer = v.InferOutput<typeof recentEventsSchema>
export { LIVE_STATES }
