import * as v from 'valibot'
import { sourceControlsSchema } from '../protocols/schema-controls.ts'
import { enforcementSchema, planRuleSchema } from '../protocols/tracking-plan.ts'
import { targetFilterSchema } from '../routing/filter-schema.ts'
import { transformationSchema } from '../transformations/transformation.ts'
import { mappingConfigSchema, targetTriggerSchema } from './mapping.ts'

/**
 * The configuration as the data path sees it: an immutable snapshot of D1, one version for the whole
 * deployment, its body in parts that are shared between versions when they did not change. A part is
 * stored under the SHA-256 of its JSON, so holding a part id is holding its content.
 */

/** Why a known write key takes no events. Such calls answer 200 and count as `source_disabled`. */
export const writeKeyStatusSchema = v.picklist(['active', 'disabled', 'deleted', 'removed'])
export type WriteKeyStatus = v.InferOutput<typeof writeKeyStatusSchema>

/** SHA-256 (hex) of a write key -> the source it belongs to. All keys ever issued are in it. */
export const writeKeyDirectorySchema = v.object({
  kind: v.literal('directory'),
  keys: v.record(
    v.string(),
    v.object({ sourceId: v.string(), workspaceId: v.string(), status: writeKeyStatusSchema }),
  ),
})
export type WriteKeyDirectory = v.InferOutput<typeof writeKeyDirectorySchema>

/** What edge needs to know of a destination in order to route to it: nothing secret. */
export const routeTargetSchema = v.object({
  destinationId: v.string(),
  /** Catalog slug, e.g. `webhooks`. */
  slug: v.string(),
  /** Display name in the catalog: the key in an event's `integrations` object. */
  integrationName: v.string(),
  enabled: v.boolean(),
  /** Call types the destination takes; an event of another type is `UNSUPPORTED_EVENT_TYPE`. */
  supportedTypes: v.array(v.string()),
  /** Ids of consent categories that an event's preferences have to allow; absent where there are none. */
  consentCategories: v.optional(v.array(v.string())),
  /** The enabled ones, by id; absent where there are none. */
  filters: v.optional(v.array(targetFilterSchema)),
  /** Of its enabled mappings, in their order; absent at destinations that have no actions. */
  triggers: v.optional(v.array(targetTriggerSchema)),
  /** Of its kind of destination, in order of creation; looked at after its filters, before its triggers. */
  transformations: v.optional(v.array(transformationSchema)),
})
export type RouteTarget = v.InferOutput<typeof routeTargetSchema>

export const sourceSettingsSchema = v.object({
  /** Set `ajs_anonymous_id` from the edge, so that browsers that cap script-written cookies keep it. */
  serverCookie: v.optional(v.boolean(), false),
  /** Events per second accepted per log shard; 0 means the deployment's default. */
  rateLimitPerS: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** Events per second accepted per caller's address and log shard; 0 means the deployment's default. */
  rateLimitAddressPerS: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** Strategy handed to the browser library: one request per call, or batches. */
  deliveryStrategy: v.optional(v.picklist(['standard', 'batching']), 'standard'),
})
export type SourceSettings = v.InferOutput<typeof sourceSettingsSchema>

export const sourceConfigSchema = v.object({
  kind: v.literal('source'),
  sourceId: v.string(),
  workspaceId: v.string(),
  /** Catalog slug, e.g. `javascript`. */
  slug: v.string(),
  name: v.string(),
  enabled: v.boolean(),
  settings: sourceSettingsSchema,
  targets: v.array(routeTargetSchema),
  /** Absent in parts that were stored before there were controls. */
  schema: v.optional(sourceControlsSchema, {}),
  /** While a plan is connected, events and traits are its business, and `schema` only keeps events from destinations. */
  plan: v.optional(
    v.object({ planId: v.string(), name: v.string(), enforcement: enforcementSchema }),
  ),
  /** Of the source's scope, in order of creation. */
  transformations: v.optional(v.array(transformationSchema)),
})
export type SourceConfig = v.InferOutput<typeof sourceConfigSchema>

/** A secret under the delivery Worker's public key. Base64 fields; see `worker/platform/sealed-box.ts`. */
export const sealedSchema = v.object({
  v: v.literal(1),
  /** Which key pair opens it. */
  kid: v.string(),
  /** Ephemeral public key, raw P-256 point. */
  epk: v.string(),
  iv: v.string(),
  ciphertext: v.string(),
})
export type Sealed = v.InferOutput<typeof sealedSchema>

/** Name of a secret setting -> its value, sealed by itself, so that one can change without the others. */
export const sealedSettingsSchema = v.record(v.string(), sealedSchema)
export type SealedSettings = v.InferOutput<typeof sealedSettingsSchema>

/** One destination as its DeliveryLog and the delivery Worker see it. */
export const destinationConfigSchema = v.object({
  kind: v.literal('destination'),
  destinationId: v.string(),
  sourceId: v.string(),
  workspaceId: v.string(),
  slug: v.string(),
  name: v.string(),
  enabled: v.boolean(),
  /** Settings that are not secret, as the API returns them. */
  settings: v.record(v.string(), v.unknown()),
  /** The secret settings, sealed with the delivery Worker's public key; null when there are none. */
  sealed: v.nullable(sealedSettingsSchema),
  /** In their order, disabled ones included; absent at destinations that have no actions. */
  mappings: v.optional(v.array(mappingConfigSchema)),
  /** Attempts that may run at once. */
  concurrency: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 4),
  /** How long after its first attempt an event is tried again, in hours. Default 4, at most 72. */
  retryWindowHours: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(72)), 4),
  /** Events per second; 0 means no limit. */
  rateLimitPerS: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
  /** Milliseconds that an event may wait for others to be sent with it; absent means 0. */
  lingerMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(900_000))),
})
export type DestinationConfig = v.InferOutput<typeof destinationConfigSchema>

/** Some of the rules of one connected plan; a large plan is in several parts. */
export const planPartSchema = v.object({
  kind: v.literal('plan'),
  planId: v.string(),
  rules: v.array(planRuleSchema),
})
export type PlanPart = v.InferOutput<typeof planPartSchema>

/** Part ids of one version. */
export const manifestSchema = v.object({
  v: v.literal(1),
  directory: v.string(),
  sources: v.record(v.string(), v.string()),
  destinations: v.record(v.string(), v.string()),
  /** Plans that are connected to a source; absent in versions from before there were plans. */
  plans: v.optional(v.record(v.string(), v.array(v.string()))),
})
export type Manifest = v.InferOutput<typeof manifestSchema>
