import * as v from 'valibot'
import { nameSchema } from './sources.ts'

/** Alerts of a workspace. Not in the upstream API in this form. */

export const ALERT_KINDS = ['delivery_success_rate', 'source_volume', 'no_events'] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

const wholeNumber = (min: number, max: number) =>
  v.pipe(
    v.number(),
    v.integer(`A whole number from ${min} to ${max}.`),
    v.minValue(min, `A whole number from ${min} to ${max}.`),
    v.maxValue(max, `A whole number from ${min} to ${max}.`),
  )

/**
 * Delivered / (delivered + failed) of the events received in the last `windowMinutes`, below the
 * threshold. Filtered ones do not matter, and without a delivery or a failure it says nothing.
 */
export const successRateSchema = v.strictObject({
  kind: v.literal('delivery_success_rate'),
  destinationId: v.string(),
  /** Only what this mapping did. */
  mappingId: v.optional(v.string()),
  thresholdPercent: v.pipe(
    v.number(),
    v.gtValue(0, 'More than 0, at most 100.'),
    v.maxValue(100, 'More than 0, at most 100.'),
  ),
  windowMinutes: v.optional(wholeNumber(10, 1440), 1440),
})

/** Events received in the last 24 hours against the 24 hours before, off by more than the threshold. */
export const sourceVolumeSchema = v.strictObject({
  kind: v.literal('source_volume'),
  sourceId: v.string(),
  changePercent: v.pipe(
    v.number(),
    v.gtValue(0, 'More than 0, at most 10000.'),
    v.maxValue(10_000, 'More than 0, at most 10000.'),
  ),
})

/** Nothing was received for so long. Looked at every five minutes. At most 7 days. */
export const noEventsSchema = v.strictObject({
  kind: v.literal('no_events'),
  sourceId: v.string(),
  minutes: wholeNumber(5, 10_080),
})

export const alertConditionSchema = v.variant('kind', [
  successRateSchema,
  sourceVolumeSchema,
  noEventsSchema,
])
export type AlertCondition = v.InferOutput<typeof alertConditionSchema>

export const MAX_CHANNELS = 5
const MAX_RECIPIENTS = 20

const urlSchema = v.pipe(
  v.string(),
  v.maxLength(2000),
  v.check((text) => /^https?:\/\//i.test(text) && URL.canParse(text), 'An http or https URL.'),
)

/**
 * `id` names a channel that the alert has already; a webhook or Slack channel with an id may leave its
 * `url` out, and then keeps the one it has. URLs are never shown again, as they carry tokens.
 */
const channelId = v.optional(v.string())
const channelInputSchema = v.variant('type', [
  v.strictObject({
    id: channelId,
    type: v.literal('email'),
    to: v.pipe(
      v.array(
        v.pipe(v.string(), v.trim(), v.toLowerCase(), v.email('An address.'), v.maxLength(254)),
      ),
      v.minLength(1),
      v.maxLength(MAX_RECIPIENTS),
    ),
  }),
  v.strictObject({ id: channelId, type: v.literal('webhook'), url: v.optional(urlSchema) }),
  v.strictObject({ id: channelId, type: v.literal('slack'), url: v.optional(urlSchema) }),
])
export type ChannelInput = v.InferOutput<typeof channelInputSchema>

const channelsSchema = v.pipe(v.array(channelInputSchema), v.maxLength(MAX_CHANNELS))
/** Again after so many minutes while it keeps firing; 0: never. */
const repeatSchema = v.pipe(
  v.number(),
  v.integer(),
  v.check((n) => n === 0 || (n >= 15 && n <= 10_080), '0, or from 15 to 10080.'),
)

export const createAlertSchema = v.strictObject({
  name: nameSchema,
  condition: alertConditionSchema,
  enabled: v.optional(v.boolean(), true),
  channels: v.optional(channelsSchema, []),
  repeatMinutes: v.optional(repeatSchema, 0),
})

export const updateAlertSchema = v.strictObject({
  name: v.optional(nameSchema),
  /** Replaces all of it; its kind and what it is about stay as they are. */
  condition: v.optional(alertConditionSchema),
  enabled: v.optional(v.boolean()),
  /** Replaces all of them. */
  channels: v.optional(channelsSchema),
  repeatMinutes: v.optional(repeatSchema),
})

const channelSchema = v.variant('type', [
  v.object({ id: v.string(), type: v.literal('email'), to: v.array(v.string()) }),
  /** `host` of the URL, to tell channels apart. */
  v.object({ id: v.string(), type: v.literal('webhook'), host: v.string() }),
  v.object({ id: v.string(), type: v.literal('slack'), host: v.string() }),
])
export type ChannelAnswer = v.InferOutput<typeof channelSchema>

/** `unknown`: not looked at yet, or there is nothing to judge by. */
export const ALERT_STATES = ['ok', 'firing', 'unknown'] as const
export type AlertState = (typeof ALERT_STATES)[number]

export const alertSchema = v.object({
  id: v.string(),
  name: v.string(),
  condition: alertConditionSchema,
  enabled: v.boolean(),
  channels: v.array(channelSchema),
  repeatMinutes: v.number(),
  state: v.picklist(ALERT_STATES),
  /** When it came to that state. */
  stateSince: v.string(),
  /** What was measured last, in words: `92.1 % delivered (921 of 1,000)`. */
  reading: v.string(),
  /** Null before the first look. */
  evaluatedAt: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
})
export type AlertAnswer = v.InferOutput<typeof alertSchema>

/** `GET /alerts/{id}/history`: newest first, with `pagination`. Kept for 90 days. */
export const alertHistorySchema = v.array(
  v.object({
    id: v.string(),
    at: v.string(),
    /** `repeated`: it goes on firing. `resolved`: it is `ok` again, or cannot be judged any more. */
    change: v.picklist(['firing', 'repeated', 'resolved']),
    reading: v.string(),
    /** One per channel; empty error when it was taken. */
    notified: v.array(v.object({ type: v.string(), to: v.string(), error: v.string() })),
  }),
)
export type AlertHistoryEntry = v.InferOutput<typeof alertHistorySchema>[number]

/** `POST /alerts/{id}/test`: sends a test message to every channel, and says how each took it. */
export const alertTestSchema = v.object({
  notified: v.array(v.object({ type: v.string(), to: v.string(), error: v.string() })),
})
