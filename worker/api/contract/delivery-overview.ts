import * as v from 'valibot'

/**
 * What became of the events of a destination over time: `GET /destinations/{id}/delivery-overview`, for the
 * dashboard. (The upstream API's `GET /delivery-overview/{step}` is in `delivery-overview-steps.ts`.)
 *
 * Every event is counted at the time at which it was received, whenever the rest happened to it: so the
 * steps of a window add up, and an event that is delivered late changes an old point of the series.
 */

export const GRANULARITIES = ['MINUTE', 'HOUR', 'DAY'] as const
export type Granularity = (typeof GRANULARITIES)[number]

/** Event names beyond those that are told apart in an hour are counted under this one; codes likewise. */
export const OTHER = '__other__'

/** At most so many entries of a breakdown, most frequent first; the rest is summed up under `OTHER`. */
export const MAX_BREAKDOWN = 100

/**
 * Times are ISO 8601; the start is moved back, and the end forward, to whole minutes, hours or days (UTC).
 * Without them: the last 24 hours. Without a granularity: the finest that the window allows
 * (`MINUTE`: at most 4 hours, none older than 48 hours; `HOUR`: at most 14 days, none older than 30;
 * `DAY`: at most 30 days, none older than 30).
 */
export const deliveryOverviewQuerySchema = v.object({
  startTime: v.optional(v.pipe(v.string(), v.isoTimestamp('A time such as 2026-11-23T17:00:00Z.'))),
  endTime: v.optional(v.pipe(v.string(), v.isoTimestamp('A time such as 2026-11-23T17:00:00Z.'))),
  granularity: v.optional(
    v.pipe(v.string(), v.toUpperCase(), v.picklist(GRANULARITIES, 'MINUTE, HOUR or DAY.')),
  ),
})

const count = v.number()

/** Events by reason, most frequent first; they add up to the step's count. */
const reasonSchema = v.object({
  code: v.string(),
  /** In words, for a person; empty when there is nothing to explain. */
  description: v.string(),
  count,
})

export const deliveryStepsSchema = v.object({
  /**
   * What the source let through, for this destination to get: the sum of all steps below. What routing
   * filters is counted by the hour: in windows by the minute this is null, and the reasons of
   * `filteredAtDestination` are those of attempts only.
   */
  passed: v.nullable(count),
  /** What the destination's log took on: all of the steps below but what routing filtered. */
  routed: count,
  filteredAtDestination: v.object({
    count,
    reasons: v.array(
      v.object({
        ...reasonSchema.entries,
        /**
         * `route`: decided in the pipeline (filters, consent, `integrations`, triggers). `attempt`: by the
         * destination's own code or mapping while it was being sent.
         */
        stage: v.picklist(['route', 'attempt']),
      }),
    ),
  }),
  /** Taken on, not tried yet. */
  pending: count,
  /** Tried in vain so far; codes are of the last attempt. It is how many wait now, not how many did. */
  awaitingRetry: v.object({ count, reasons: v.array(reasonSchema) }),
  /** Given up, and not sent again since. */
  failedDelivery: v.object({ count, reasons: v.array(reasonSchema) }),
  delivered: count,
  /** Attempts that ended in another one being due. One event can have many. */
  retries: count,
  /** Delivered / (delivered + failed), 0 to 1; null when there were neither. Filtered ones do not matter. */
  deliveryRate: v.nullable(v.number()),
})
export type DeliverySteps = v.InferOutput<typeof deliveryStepsSchema>

/**
 * From receipt to delivery, retries and their waits included, of events that were delivered; estimates
 * from a histogram, at most 10 % off. Null when none was.
 */
export const latencySchema = v.nullable(
  v.object({ p50Ms: v.number(), p95Ms: v.number(), count: v.number() }),
)

/** How an entry did in the window, and how it differs from the window of the same length before it. */
const tallySchema = v.object({
  /** Events routed here; for mappings: results. */
  count,
  delivered: count,
  failed: count,
  filtered: count,
  retries: count,
  deliveryRate: v.nullable(v.number()),
  /** Null when the window before is not kept, or had none. */
  change: v.object({
    /** Of the count, relative: 0.5 is half as many again. */
    count: v.nullable(v.number()),
    /** Of the delivery rate, in percentage points. */
    deliveryRatePoints: v.nullable(v.number()),
  }),
})
export type DeliveryTally = v.InferOutput<typeof tallySchema>

export const deliveryOverviewSchema = v.object({
  startTime: v.string(),
  endTime: v.string(),
  granularity: v.picklist(GRANULARITIES),
  steps: deliveryStepsSchema,
  /** Of the window of the same length before this one; null when that is not kept any more. */
  stepsBefore: v.nullable(deliveryStepsSchema),
  latency: latencySchema,
  latencyBefore: latencySchema,
  /** One point for every minute, hour or day of the window, also where nothing happened. */
  series: v.array(
    v.object({
      time: v.string(),
      /** As in the steps: null in series by the minute. */
      passed: v.nullable(count),
      routed: count,
      /** By the minute: what attempts filtered. */
      filteredAtDestination: count,
      pending: count,
      awaitingRetry: count,
      failedDelivery: count,
      delivered: count,
      retries: count,
      latency: latencySchema,
    }),
  ),
  /** By type and name; types without names have an empty one. */
  byEvent: v.array(
    v.object({ eventType: v.string(), eventName: v.string(), ...tallySchema.entries }),
  ),
  /**
   * By mapping: every result counts, so that an event with three mappings counts three times, and one that
   * was given up and sent again counts again. Empty where the destination has no mappings.
   */
  byMapping: v.array(
    v.object({ mappingId: v.string(), mappingName: v.string(), ...tallySchema.entries }),
  ),
  /** By the code of the last result; `outcome` in the words of the books. */
  byCode: v.array(
    v.object({
      outcome: v.picklist([
        'delivered',
        'filtered at destination',
        'filtered in attempt',
        'awaiting retry',
        'failed delivery',
      ]),
      code: v.string(),
      description: v.string(),
      count,
      /** Of the outcome's events, 0 to 1. */
      share: v.number(),
      /** Of the share, in percentage points against the window before; null when that had none. */
      sharePoints: v.nullable(v.number()),
    }),
  ),
})
export type DeliveryOverviewAnswer = v.InferOutput<typeof deliveryOverviewSchema>

/**
 * `GET /destinations/{id}/delivery-samples?outcome=…&code=…`: the latest events with that result, at most
 * ten, as far as they are still kept: failed ones from the failed list; of delivered and waiting ones,
 * those whose request was kept (about one a second of what is taken).
 */
export const MAX_SAMPLES = 10
export const SAMPLE_OUTCOMES = ['delivered', 'awaiting retry', 'failed delivery'] as const

export const deliverySamplesQuerySchema = v.object({
  outcome: v.picklist(SAMPLE_OUTCOMES, `One of: ${SAMPLE_OUTCOMES.join(', ')}.`),
  /** Without it: whatever the code. */
  code: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
})

export const deliverySampleSchema = v.object({
  acceptId: v.string(),
  messageId: v.string(),
  eventType: v.string(),
  at: v.string(),
  outcome: v.picklist(SAMPLE_OUTCOMES),
  code: v.string(),
  /** Of the partner's answer, where there was one. */
  status: v.nullable(v.number()),
  message: v.string(),
  latencyMs: v.nullable(v.number()),
  /** What was sent, cut and without secrets; null where it was not kept. */
  request: v.nullable(
    v.object({
      method: v.string(),
      url: v.string(),
      headers: v.record(v.string(), v.string()),
      body: v.string(),
    }),
  ),
  /** The partner's answer, cut; empty where it was not kept. */
  response: v.string(),
  /** The event as it went to this destination; null when it is no longer kept. */
  event: v.unknown(),
})
export const deliverySamplesSchema = v.object({ samples: v.array(deliverySampleSchema) })
export type DeliverySample = v.InferOutput<typeof deliverySampleSchema>
