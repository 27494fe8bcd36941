import * as v from 'valibot'

/** `POST /destinations/{id}/test`. Without an event, a sample `Test Event` track call is sent. */
export const destinationTestInputSchema = v.strictObject({
  event: v.optional(
    v.looseObject({
      type: v.picklist(['track', 'page', 'screen', 'identify', 'group', 'alias']),
    }),
  ),
})
export type DestinationTestInput = v.InferInput<typeof destinationTestInputSchema>

export const destinationTestSchema = v.object({
  /** What a delivery would have counted it as. */
  outcome: v.picklist(['delivered', 'filtered', 'failed', 'retry']),
  /** Error or filter code; empty when it was delivered. */
  code: v.string(),
  message: v.string(),
  latencyMs: v.number(),
  /** The event that was sent. */
  event: v.unknown(),
  /** Each request that was made, with secrets of the settings blotted out. */
  requests: v.array(
    v.object({
      method: v.string(),
      url: v.string(),
      headers: v.record(v.string(), v.string()),
      body: v.string(),
      /** Null when no answer came. */
      response: v.nullable(
        v.object({
          status: v.number(),
          headers: v.record(v.string(), v.string()),
          body: v.string(),
        }),
      ),
      error: v.string(),
      latencyMs: v.number(),
    }),
  ),
})
export type DestinationTestAnswer = v.InferOutput<typeof destinationTestSchema>
