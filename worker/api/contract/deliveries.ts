import * as v from 'valibot'

export const failedDeliverySchema = v.object({
  id: v.string(),
  acceptId: v.string(),
  messageId: v.string(),
  type: v.string(),
  code: v.string(),
  status: v.nullable(v.number()),
  message: v.string(),
  response: v.string(),
  /** What the partner was sent last, cut and without secrets; null where it was not kept. */
  request: v.nullable(
    v.object({
      method: v.string(),
      url: v.string(),
      headers: v.record(v.string(), v.string()),
      body: v.string(),
    }),
  ),
  attempts: v.number(),
  failedAt: v.string(),
  event: v.unknown(),
})

/** Besides the list: how many failed with which code, most frequent first. */
export const failedCodesSchema = v.array(v.object({ code: v.string(), count: v.number() }))

/** What an answer's code may be in a query or a body. */
export const failureCodeSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(200))

/** Without ids, all of the failed list; with a code, only those that failed with it. */
export const requeueSchema = v.strictObject({
  code: v.optional(failureCodeSchema),
  ids: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.minLength(1), v.maxLength(1000)),
  ),
})

/**
 * Sending failed deliveries again, in the background: `POST …/failed-deliveries/requeue` answers with one, as do
 * `GET /destinations/{id}/requeue-jobs` (the latest first), `GET …/requeue-jobs/{jobId}` and
 * `POST …/requeue-jobs/{jobId}/cancel`, which keeps what was put back so far.
 */
export const requeueJobSchema = v.object({
  id: v.string(),
  state: v.picklist(['running', 'done', 'cancelled']),
  /** Null: whatever the code. */
  code: v.nullable(v.string()),
  /** Whether only some were chosen, by their ids. */
  selected: v.boolean(),
  /** On the failed list when it began, and put back so far. */
  total: v.number(),
  done: v.number(),
  createdAt: v.string(),
  /** Null while it runs. */
  endedAt: v.nullable(v.string()),
})
export type RequeueJob = v.InferOutput<typeof requeueJobSchema>

/** The answer to a requeue: `requeued` is the job's total. */
export const requeueAnswerSchema = v.object({ requeued: v.number(), job: requeueJobSchema })

export const destinationStatusSchema = v.object({
  pending: v.number(),
  awaitingRetry: v.number(),
  failed: v.number(),
  breaker: v.picklist(['closed', 'open', 'half-open']),
  probeAt: v.nullable(v.string()),
  /** Its credentials were refused: nothing is sent, and nothing lost, until they are renewed. */
  paused: v.nullable(v.object({ reason: v.string(), message: v.string(), since: v.string() })),
})
export type DestinationStatus = v.InferOutput<typeof destinationStatusSchema>
