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

export const destinationStatusSchema = v.object({
  pending: v.number(),
  awaitingRetry: v.number(),
  failed: v.number(),
  breaker: v.picklist(['closed', 'open', 'half-open']),
  probeAt: v.nullable(v.string()),
})
