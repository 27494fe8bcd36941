import * as v from 'valibot'

const logosSchema = v.object({ default: v.string() })

const optionSchema = v.object({
  name: v.string(),
  type: v.string(),
  required: v.boolean(),
  label: v.string(),
  description: v.string(),
  defaultValue: v.optional(v.unknown()),
  /** Own: it is sealed when it is stored, and shown by a stand-in. */
  secret: v.optional(v.boolean()),
  /** Own: when it changes, the destination's other secrets are forgotten. */
  namesHost: v.optional(v.boolean()),
  /** Own: the only values it may have. */
  choices: v.optional(v.array(v.object({ value: v.string(), label: v.string() }))),
})
export type CatalogOption = v.InferOutput<typeof optionSchema>

export const sourceMetadataSchema = v.object({
  id: v.string(),
  name: v.string(),
  slug: v.string(),
  description: v.string(),
  logos: logosSchema,
  options: v.array(optionSchema),
  categories: v.array(v.string()),
  isCloudEventSource: v.boolean(),
})
export type SourceMetadata = v.InferOutput<typeof sourceMetadataSchema>

export const destinationMetadataSchema = v.object({
  id: v.string(),
  name: v.string(),
  slug: v.string(),
  description: v.string(),
  logos: logosSchema,
  options: v.array(optionSchema),
  status: v.literal('PUBLIC'),
  previousNames: v.array(v.string()),
  categories: v.array(v.string()),
  website: v.string(),
  components: v.array(
    v.object({ type: v.literal('SERVER'), code: v.string(), owner: v.literal('SEGMENT') }),
  ),
  supportedFeatures: v.object({
    cloudModeInstances: v.literal('MULTIPLE'),
    deviceModeInstances: v.literal('NONE'),
    replay: v.boolean(),
    browserUnbundling: v.boolean(),
    browserUnbundlingPublic: v.boolean(),
  }),
  supportedMethods: v.object({
    pageview: v.boolean(),
    identify: v.boolean(),
    alias: v.boolean(),
    track: v.boolean(),
    group: v.boolean(),
  }),
  supportedPlatforms: v.object({
    browser: v.boolean(),
    server: v.boolean(),
    mobile: v.boolean(),
    warehouse: v.boolean(),
    cloudAppObject: v.boolean(),
  }),
  actions: v.array(v.never()),
  presets: v.array(v.never()),
  partnerOwned: v.boolean(),
})
export type DestinationMetadataAnswer = v.InferOutput<typeof destinationMetadataSchema>
