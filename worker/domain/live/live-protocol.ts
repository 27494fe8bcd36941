import * as v from 'valibot'
import { liveEventSchema, liveFilterSchema } from './live-event.ts'

/**
 * `GET /live/sources/{id}?workspace={id}` upgrades to a WebSocket of the source's debugger, for a
 * session with the right to read the source, from our own origin. Messages are JSON texts, but for
 * the text `ping`, which is answered with `pong`.
 */

/** From the client. */
export const liveRequestSchema = v.variant('kind', [
  /** Replaces the filter; the answer is a new `snapshot`. Sent first, also without conditions. */
  v.strictObject({ kind: v.literal('watch'), filter: liveFilterSchema }),
  /** The batch with this number was taken in: the server sends only eight batches ahead. */
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
    /** Counts up; a message without events repeats the last number, and need not be confirmed. */
    batch: v.number(),
    /** New ones, and known ones whose state changed. */
    events: v.array(liveEventSchema),
    /** Events of the source since the last message, shown or not. */
    seen: v.number(),
    /** Of these, how many fit the filter but were left out because the source is busy. */
    skipped: v.number(),
  }),
  /** Sent before the server closes with code 4001 (sign in again), 4003 (not allowed) or 4400. */
  v.object({ kind: v.literal('bye'), message: v.string() }),
])
export type LiveMessage = v.InferOutput<typeof liveMessageSchema>

/**
 * Close codes of our own. `renew`: connect again at once, so that the right to look is checked again
 * (every 15 minutes), or because the client did not confirm what it was sent.
 */
export const LIVE_CLOSE = { renew: 4000, signIn: 4001, forbidden: 4003, badMessage: 4400 } as const
