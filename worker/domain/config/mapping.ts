import * as v from 'valibot'

/** Limits of one destination's mappings. Upstream allows 50; a trigger is limited like a filter. */
export const MAX_MAPPINGS = 50
export const MAX_MAPPING_BYTES = 64 * 1024
/** All of one destination together: they share a row of the configuration with its settings. */
export const MAX_MAPPINGS_BYTES = 640 * 1024

/** As stored: JSON in UTF-8. */
export const mappingBytes = (mapping: Record<string, unknown>): number =>
  new TextEncoder().encode(JSON.stringify(mapping)).length

/** A mapping as the delivery Worker sees it: which action, and where its fields come from. */
export const mappingConfigSchema = v.object({
  id: v.string(),
  name: v.string(),
  /** Key of the action in the destination's definition. */
  action: v.string(),
  enabled: v.boolean(),
  /** FQL; matched in the pipeline, on the event as the destination's filters left it. */
  trigger: v.string(),
  /** Field key -> literal or directive, reserved keys included. */
  mapping: v.record(v.string(), v.unknown()),
  /** Goes up by one with each edit. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
})
export type MappingConfig = v.InferOutput<typeof mappingConfigSchema>

/** The part of an enabled mapping that routing needs, in the mappings' order. */
export const targetTriggerSchema = v.object({ mappingId: v.string(), trigger: v.string() })
export type TargetTrigger = v.InferOutput<typeof targetTriggerSchema>
