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

const actionFieldSchema = v.object({
  id: v.string(),
  sortOrder: v.number(),
  fieldKey: v.string(),
  label: v.string(),
  type: v.picklist([
    'BOOLEAN',
    'DATETIME',
    'INTEGER',
    'NUMBER',
    'OBJECT',
    'PASSWORD',
    'STRING',
    'TEXT',
  ]),
  description: v.string(),
  placeholder: v.optional(v.string()),
  defaultValue: v.optional(v.unknown()),
  /** Where it depends on other fields: false. `detail` tells on which. */
  required: v.boolean(),
  multiple: v.boolean(),
  choices: v.optional(v.array(v.object({ label: v.string(), value: v.unknown() }))),
  dynamic: v.boolean(),
  allowNull: v.boolean(),
})

const actionSchema = v.object({
  /** `<destination slug>:<action slug>`: the `actionId` of a mapping. */
  id: v.string(),
  slug: v.string(),
  name: v.string(),
  description: v.string(),
  platform: v.literal('CLOUD'),
  hidden: v.boolean(),
  defaultTrigger: v.nullable(v.string()),
  fields: v.array(actionFieldSchema),
})

const presetSchema = v.object({
  actionId: v.string(),
  name: v.string(),
  fields: v.record(v.string(), v.unknown()),
  trigger: v.string(),
})

/** Own parameters of `GET /catalog/destinations`. */
export const destinationCatalogQuerySchema = v.object({
  /** Words that all have to occur in name, slug, description or categories, whatever their case. */
  search: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
  /** Exactly this category. */
  category: v.optional(v.pipe(v.string(), v.maxLength(200))),
})

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
  /** Empty in lists and in the metadata of a connected destination: ask the catalog for one kind. */
  actions: v.array(actionSchema),
  presets: v.array(presetSchema),
  /** Own: events reach it through mappings. */
  hasActions: v.optional(v.boolean()),
  partnerOwned: v.boolean(),
})
export type DestinationMetadataAnswer = v.InferOutput<typeof destinationMetadataSchema>
