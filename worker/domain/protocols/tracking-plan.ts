import * as v from 'valibot'

/** A tracking plan: what a source may send. Shapes as in the upstream API. */

export const PLAN_TYPES = ['LIVE', 'RULE_LIBRARY', 'PROPERTY_LIBRARY'] as const
export type PlanType = (typeof PLAN_TYPES)[number]

export const RULE_TYPES = ['TRACK', 'IDENTIFY', 'GROUP', 'PAGE', 'SCREEN', 'COMMON'] as const
export type RuleType = (typeof RULE_TYPES)[number]

/** A JSON Schema of draft-07, of the whole message: its root `properties` are `properties`, `traits`, `context`. */
export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * One rule as the pipeline sees it. (type, key, version) names it. `key` is the exact name of the event
 * (TRACK), page or screen; IDENTIFY, GROUP and COMMON have the empty one.
 */
export const planRuleSchema = v.object({
  type: v.picklist(RULE_TYPES),
  key: v.optional(v.string(), ''),
  version: v.pipe(v.number(), v.integer()),
  jsonSchema: v.record(v.string(), v.unknown()),
  /** Still valid; the editor warns. */
  deprecated: v.optional(v.boolean(), false),
})
export type PlanRule = v.InferOutput<typeof planRuleSchema>

/** What to do with an event that breaks the common rule; OMIT removes properties or traits. */
export const COMMON_ACTIONS = ['ALLOW', 'BLOCK', 'OMIT'] as const

/**
 * Enforcement of one source. Defaults let everything through. Page, screen and alias calls have no
 * setting: they are checked and stamped, never blocked or trimmed.
 */
export const enforcementSchema = v.object({
  track: v.object({
    allowUnplannedEvents: v.boolean(),
    allowUnplannedEventProperties: v.boolean(),
    /** False blocks, whatever the next one says. */
    allowEventOnViolations: v.boolean(),
    allowPropertiesOnViolations: v.boolean(),
    commonEventOnViolations: v.picklist(COMMON_ACTIONS),
  }),
  identify: v.object({
    allowUnplannedTraits: v.boolean(),
    allowTraitsOnViolations: v.boolean(),
    commonEventOnViolations: v.picklist(COMMON_ACTIONS),
  }),
  group: v.object({
    allowUnplannedTraits: v.boolean(),
    allowTraitsOnViolations: v.boolean(),
    commonEventOnViolations: v.picklist(COMMON_ACTIONS),
  }),
  /** Source ids; empty: nowhere. */
  forwardingViolationsTo: v.string(),
  forwardingBlockedEventsTo: v.string(),
})
export type Enforcement = v.InferOutput<typeof enforcementSchema>

export const ALLOW_ALL: Enforcement = {
  track: {
    allowUnplannedEvents: true,
    allowUnplannedEventProperties: true,
    allowEventOnViolations: true,
    allowPropertiesOnViolations: true,
    commonEventOnViolations: 'ALLOW',
  },
  identify: {
    allowUnplannedTraits: true,
    allowTraitsOnViolations: true,
    commonEventOnViolations: 'ALLOW',
  },
  group: {
    allowUnplannedTraits: true,
    allowTraitsOnViolations: true,
    commonEventOnViolations: 'ALLOW',
  },
  forwardingViolationsTo: '',
  forwardingBlockedEventsTo: '',
}

/** One failed assertion of a schema, in the words of the upstream product. */
export interface Violation {
  /** `Required`, `Invalid Type`, `Enum` ... */
  type: string
  /** `properties.order_id`, `traits.email`, `(root)`. */
  field: string
  description: string
}

/** Reason codes of events that a plan filters at source. */
export const PLAN_CODES = {
  unplanned: 'unplanned',
  violation: 'schema_violation',
  unplannedAndViolation: 'unplanned_and_schema_violation',
  common: 'common_schema_violation',
} as const
export type PlanCode = (typeof PLAN_CODES)[keyof typeof PLAN_CODES]

/** Limits of ours; the ones of imports are upstream's. */
export const MAX_RULES = 2_000
export const MAX_RULE_BYTES = 64 * 1024
export const MAX_RULES_PER_UPDATE = 200
