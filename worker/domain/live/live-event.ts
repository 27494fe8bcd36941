import * as v from 'valibot'

/**
 * What became of an event at its source, in the debugger's words. `pending`: accepted, and not through
 * the pipeline yet.
 */
export const LIVE_STATES = [
  'pending',
  'allowed',
  'blocked',
  'rejected',
  'duplicate',
  'dead-lettered',
] as const
export type LiveState = (typeof LIVE_STATES)[number]

const liveDestinationSchema = v.union([
  v.object({ routed: v.literal(true) }),
  v.object({ filtered: v.string() }),
])

/** One event as those see it who watch its source. A later one with the same `acceptId` replaces it. */
export const liveEventSchema = v.object({
  /** Its name for life. Sorting by `receivedAt`, then by this, gives one order for everybody. */
  acceptId: v.string(),
  receivedAt: v.string(),
  /** Empty when a refused call had none. */
  messageId: v.string(),
  /** Call type; empty when a refused call had none. */
  type: v.string(),
  /** Event name of a track call, name of a page or screen, else empty. */
  name: v.string(),
  /** Empty when there is none. */
  userId: v.string(),
  anonymousId: v.string(),
  state: v.picklist(LIVE_STATES),
  /** Why it was blocked, refused or set aside: a stable code; else empty. */
  code: v.string(),
  /** The same in words for a person; else empty. */
  message: v.string(),
  /** Destination id -> what was decided; empty while pending and for what did not pass. */
  destinations: v.record(v.string(), liveDestinationSchema),
  /** The event as accepted, as JSON text; null when it was refused, or is not kept (any more). */
  json: v.nullable(v.string()),
})
export type LiveEvent = v.InferOutput<typeof liveEventSchema>

/** What a watcher wants to see. Everything that is given has to hold. */
export const liveFilterSchema = v.strictObject({
  types: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(20))), v.maxLength(10))),
  states: v.optional(v.pipe(v.array(v.picklist(LIVE_STATES)), v.maxLength(6))),
  /** Exactly this event name. */
  name: v.optional(v.pipe(v.string(), v.maxLength(200))),
  /** Exactly this user id or anonymous id. */
  userId: v.optional(v.pipe(v.string(), v.maxLength(500))),
  /** Words that all have to occur somewhere in the event, whatever their case. */
  text: v.optional(v.pipe(v.string(), v.maxLength(200))),
})
export type LiveFilter = v.InferOutput<typeof liveFilterSchema>
