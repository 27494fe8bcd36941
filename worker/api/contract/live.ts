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

/** `GET /api/sources/{id}/recent-events`: the same events for scripts, newest first. */
export const recentEventsQuerySchema = v.object({
  /** Comma separated call types. */
  type: v.optional(v.pipe(v.string(), v.maxLength(100))),
  /** Comma separated states. */
  state: v.optional(v.pipe(v.string(), v.maxLength(100))),
  name: v.optional(v.pipe(v.string(), v.maxLength(200))),
  userId: v.optional(v.pipe(v.string(), v.maxLength(500))),
  text: v.optional(v.pipe(v.string(), v.maxLength(200))),
  /** 1 to 500, default 50. */
  limit: v.optional(v.string()),
})
export const recentEventsSchema = v.object({
  events: v.array(liveEventSchema),
  complete: v.boolean(),
})
export type RecentEventsAnswer = v.InferOutput<typeof recentEventsSchema>
export { LIVE_STATES }
