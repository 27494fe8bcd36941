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
  attempts: v.number(),
  failedAt: v.string(),
  event: v.unknown(),
})

/** Without ids, all of the failed list. */
export const requeueSchema = v.strictObject({
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
