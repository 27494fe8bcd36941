import * as v from 'valibot'

/**
 * Enforcement of a source's tracking plan: `GET|PATCH /sources/:sourceId/settings`, upstream's shapes. A part
 * that is left out stays as it is. An empty source id ends the forwarding.
 */

const track = {
  allowUnplannedEvents: v.boolean(),
  allowUnplannedEventProperties: v.boolean(),
  allowEventOnViolations: v.boolean(),
  allowPropertiesOnViolations: v.boolean(),
  commonEventOnViolations: v.picklist(['ALLOW', 'BLOCK', 'OMIT_PROPERTIES']),
}
const traits = {
  allowUnplannedTraits: v.boolean(),
  allowTraitsOnViolations: v.boolean(),
  commonEventOnViolations: v.picklist(['ALLOW', 'BLOCK', 'OMIT_TRAITS']),
}

export const schemaSettingsSchema = v.object({
  track: v.object(track),
  identify: v.object(traits),
  group: v.object(traits),
  forwardingViolationsTo: v.string(),
  forwardingBlockedEventsTo: v.string(),
})
export type SchemaSettings = v.InferOutput<typeof schemaSettingsSchema>

export const updateSchemaSettingsSchema = v.strictObject({
  track: v.optional(v.partial(v.strictObject(track))),
  identify: v.optional(v.partial(v.strictObject(traits))),
  group: v.optional(v.partial(v.strictObject(traits))),
  forwardingViolationsTo: v.optional(v.string()),
  forwardingBlockedEventsTo: v.optional(v.string()),
})
