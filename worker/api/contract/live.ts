import * as v from 'valibot'
import { LIVE_STATES, liveEventSchema, liveFilterSchema } from '../../domain/live/live-event.ts'

/**
 * `GET /live/sources/{id}?workspace={id}` upgrades to a WebSocket of the source's debugger, for a
 * session with the right to read the source, from our own origin. Messages are JSON texts.
 */

/** From the client. */
export const liveRequestSchema = v.variant('kind', [
  /** Replaces the filter; the answer is a new `snapshot`. Sent first, also without conditions. */
  v.strictObject({ kind: v.literal('watch'), filter: liveFilterSchema }),
  /** The batch with this number was taken in: the server sends only so far ahead. */
  v.strictObject({ kind: v.literal('seen'), batch: v.number() }),
])
export type LiveRequest = v.InferOutput<typeof liveRequestSchema>

/** From the server. */
export const liveMessageSchema = v.variant('kind', [
  /** What is held of the last 500 events that fit, newest first: after `watch`, also on reconnecting. */
  v.object({
    kind: v.literal('snapshot'),
    events: v.array(liveEventSchema),
    /** How far back the snapshot looked; null when it saw everything that is held. */
    since: v.nullable(v.string()),
  }),
  v.object({
    kind: v.literal('events'),
    batch: v.number(),
    /** New ones, and known ones whose state changed. */
    events: v.array(liveEventSchema),
    /** Events of the source since the last message, shown or not. */
    seen: v.number(),
    /** Of these, how many fit the filter but were left out because the source is busy. */
    skipped: v.number(),
  }),
  /** Sent before the server closes with code 4001 (sign in again) or 4003 (no longer allowed). */
  v.object({ kind: v.literal('bye'), message: v.string() }),
])
export type LiveMessage = v.InferOutput<typeof liveMessageSchema>

/** Close codes of our own. */
export const LIVE_CLOSE = { renew: 4000, signIn: 4001, forbidden: 4003, badMessage: 4400 } as const

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
