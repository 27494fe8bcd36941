import * as v from 'valibot'
import { RULE_TYPES } from '../../domain/protocols/tracking-plan.ts'

/**
 * Violations of tracking plans, aggregated: `GET /sources/:sourceId/violations` and
 * `GET /tracking-plans/:id/violations` (all its sources). Not in the upstream API in this form.
 */

export const VIOLATION_STATES = ['open', 'resolved', 'ignored'] as const
export type ViolationState = (typeof VIOLATION_STATES)[number]

/** `1h`: the present hour and the one before. */
export const VIOLATION_PERIODS = ['1h', '24h', '7d', '30d'] as const

/** The newest first, with `pagination`. Whatever is left out does not narrow the list. */
export const violationsQuerySchema = v.object({
  period: v.optional(v.picklist(VIOLATION_PERIODS), '24h'),
  state: v.optional(v.picklist([...VIOLATION_STATES, 'all']), 'open'),
  event: v.optional(v.string()),
  /** `Required`, `Invalid Type` ... */
  type: v.optional(v.string()),
  /** Part of an event, a field or a description; case does not matter. */
  q: v.optional(v.string(), ''),
  library: v.optional(v.string()),
  appVersion: v.optional(v.string()),
  /** Of the list of a plan: one of its sources. */
  sourceId: v.optional(v.string()),
})

export const violationSchema = v.object({
  /** Of source, rule, field and description. */
  id: v.string(),
  sourceId: v.string(),
  planId: v.string(),
  ruleType: v.picklist(RULE_TYPES),
  /** Name of the event, page or screen; empty for identify and group calls. */
  event: v.string(),
  version: v.number(),
  type: v.string(),
  field: v.string(),
  description: v.string(),
  /** Events of the period. */
  count: v.number(),
  firstSeen: v.string(),
  lastSeen: v.string(),
  /** Libraries and apps whose events had it, at most 10 each: `analytics.js 4.1.0`. */
  libraries: v.array(v.string()),
  appVersions: v.array(v.string()),
  /** A resolved one that is seen again is open again. */
  state: v.picklist(VIOLATION_STATES),
  stateBy: v.nullable(v.string()),
  stateAt: v.nullable(v.string()),
})
export type ViolationAnswer = v.InferOutput<typeof violationSchema>

/** `GET /sources/:sourceId/violations/:id` -> `{ violation }`. */
export const violationDetailSchema = v.object({
  ...violationSchema.entries,
  series: v.array(v.object({ at: v.string(), count: v.number() })),
  /** The newest, at most 10: the trace shows the event. */
  samples: v.array(
    v.object({
      acceptId: v.string(),
      messageId: v.string(),
      receivedAt: v.string(),
      outcome: v.picklist(['passed', 'omitted', 'blocked']),
    }),
  ),
})
export type ViolationDetail = v.InferOutput<typeof violationDetailSchema>

/** `PATCH /sources/:sourceId/violations` for one or many. */
export const setViolationStateSchema = v.strictObject({
  ids: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(200)),
  state: v.picklist(VIOLATION_STATES),
})

/** `GET /sources/:sourceId/violations/summary?period=`: the cards above the list. */
export const violationSummarySchema = v.object({
  /** Events with a violation, and all events. */
  violating: v.number(),
  events: v.number(),
  blocked: v.number(),
  omitted: v.number(),
  distinct: v.number(),
  series: v.array(v.object({ at: v.string(), violating: v.number(), events: v.number() })),
  topEvents: v.array(v.object({ event: v.string(), count: v.number() })),
  /** Different violations that are not listed, because there were too many. */
  unlisted: v.number(),
  /** Some logs did not say what they have of the last minutes: their counts are not included. */
  incomplete: v.boolean(),
})
export type ViolationSummary = v.InferOutput<typeof violationSummarySchema>
