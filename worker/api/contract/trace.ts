import * as v from 'valibot'
import { DELIVERY_OUTCOMES, EVENT_OUTCOMES } from '../../domain/outcome.ts'

const DAY = 'A day such as 2026-11-23, in UTC.'

/**
 * `GET /api/traces/{messageId}?sourceId=&day=2026-11-23&cursor=`: where an event went.
 *
 * Without `day` the index of recent message ids is asked: every event of the last 24 hours at least.
 * With it (UTC day of `receivedAt`) the archive of that day is searched, some objects a call: while
 * nothing was found and there is more to search, `search.next` is to be given as `cursor`.
 */
export const traceQuerySchema = v.object({
  sourceId: v.optional(v.string()),
  day: v.optional(
    v.pipe(
      v.string(),
      v.isoDate(DAY),
      v.check((day) => !Number.isNaN(Date.parse(day)), DAY),
    ),
  ),
  cursor: v.optional(v.string()),
})

const patchSchema = v.array(
  v.looseObject({ op: v.string(), path: v.string(), value: v.optional(v.unknown()) }),
)

/** One stage of the pipeline and what it did to this event. */
export const traceStageSchema = v.object({
  stage: v.string(),
  /** `passed on`, `stopped here` or `changed`. */
  effect: v.picklist(['passed', 'changed', 'stopped']),
  /** In words. */
  message: v.string(),
  /** Code of the reason when it stopped here; else empty. */
  code: v.string(),
  /** JSON Patch of what it changed; null when nothing. */
  patch: v.nullable(patchSchema),
})

const requestSchema = v.object({
  method: v.string(),
  url: v.string(),
  headers: v.record(v.string(), v.string()),
  body: v.string(),
})

export const traceAttemptSchema = v.object({
  /** 1 for the first. */
  attempt: v.number(),
  startedAt: v.string(),
  settledAt: v.string(),
  /** Time of the request that carried the event; events of a batch share it. */
  latencyMs: v.number(),
  outcome: v.picklist(['delivered', 'filtered', 'failed', 'retry', 'requeued']),
  code: v.string(),
  status: v.nullable(v.number()),
  message: v.string(),
  /** When the next try is due; only for retry. */
  retryAt: v.nullable(v.string()),
  /** The log decided by itself: no request was made. */
  unattempted: v.boolean(),
  /**
   * What was sent: `recorded` as it went out (failures and samples, secrets removed), `rebuilt` made anew
   * from the event and the configuration of that time, `none` when there is nothing to show.
   */
  requestFrom: v.picklist(['recorded', 'rebuilt', 'none']),
  request: v.nullable(requestSchema),
  /** The answer's body, cut to 2 KB; empty when none was kept. */
  response: v.string(),
})
export type TraceAttempt = v.InferOutput<typeof traceAttemptSchema>

export const traceDestinationSchema = v.object({
  destinationId: v.string(),
  name: v.string(),
  /** Catalog slug; empty when the destination is deleted. */
  slug: v.string(),
  /** `filtered at destination`, or where the delivery stands. */
  outcome: v.picklist([...DELIVERY_OUTCOMES, 'filtered at destination']),
  /** Reason code of a filter or failure, else empty. */
  code: v.string(),
  /** The same in words. */
  message: v.string(),
  /** Mappings whose triggers it matched, in their order; absent at destinations that have no actions. */
  mappings: v.optional(
    v.array(
      v.object({
        id: v.string(),
        /** As it is called now. */
        name: v.string(),
      }),
    ),
  ),
  attempts: v.array(traceAttemptSchema),
  /** Answers of some attempts are not kept any more, or not archived yet. */
  incomplete: v.boolean(),
})
export type TraceDestination = v.InferOutput<typeof traceDestinationSchema>

export const traceSchema = v.object({
  messageId: v.string(),
  sourceId: v.string(),
  sourceName: v.string(),
  acceptId: v.string(),
  receivedAt: v.string(),
  /** Region of the log that took it, e.g. `enam`, and its shard. */
  region: v.string(),
  shard: v.number(),
  /** Where it is now: in its log's tables, or in the archive under a key. */
  kept: v.picklist(['log', 'archive', 'dead-letter']),
  archiveKey: v.nullable(v.string()),
  /** `in pipeline` until the pipeline has decided. */
  outcome: v.picklist([...EVENT_OUTCOMES, 'in pipeline']),
  code: v.string(),
  message: v.string(),
  /** As kept (after privacy controls); null for what is kept without its body. */
  event: v.nullable(v.unknown()),
  /** How many more calls with this id from the same source were seen: duplicates, and not all of them. */
  repeats: v.number(),
  stages: v.array(traceStageSchema),
  /** Profile it resolved to; null while no space is connected. */
  profile: v.nullable(v.object({ spaceId: v.string(), profileId: v.string() })),
  destinations: v.array(traceDestinationSchema),
})
export type Trace = v.InferOutput<typeof traceSchema>

export interface TraceAnswer {
  /** Newest first; more than one when several sources sent the id, or calls with it were refused. */
  traces: Trace[]
  search: {
    /** What was looked at: the index of recent ids, or the archive of a day. */
    in: 'index' | 'archive'
    /** Only for the archive: objects searched so far and in all. */
    searched: number
    total: number
    /**
     * Not all that waits for the pipeline was looked through, because there is too much: a call that is still
     * there, was refused or was a duplicate may be missing.
     */
    partial: boolean
    /** Give it as `cursor` to go on; null when all was searched. */
    next: string | null
  }
}
