import * as v from 'valibot'
import type { DestinationMetadata } from '../destination.ts'
import { ALL_TYPES, baseUrlSchema, credentialSchema, nonEmptySchema } from '../setting-schemas.ts'

const DEFAULT_HOST = 'https://us.i.posthog.com'
/** What upstream's own connection to PostHog calls it, so that groups go on being the same ones. */
const DEFAULT_GROUP_TYPE = 'segment_group'

export const posthogSettingsSchema = v.strictObject({
  apiKey: credentialSchema,
  host: v.optional(baseUrlSchema, DEFAULT_HOST),
  groupType: v.optional(nonEmptySchema(100), DEFAULT_GROUP_TYPE),
  personProfiles: v.optional(v.picklist(['always', 'identified_only']), 'always'),
  historicalMigration: v.optional(v.boolean(), false),
})
export type PosthogSettings = v.InferOutput<typeof posthogSettingsSchema>

export const posthogMetadata: DestinationMetadata<PosthogSettings> = {
  id: 'posthog',
  slug: 'posthog',
  name: 'PostHog',
  description: 'Captures calls as PostHog events, with persons, groups and merged ids.',
  website: 'https://posthog.com',
  categories: ['Analytics'],
  supportedTypes: ALL_TYPES,
  settings: {
    apiKey: {
      label: 'Project API key',
      description: 'Begins with phc_. It can write events and read nothing.',
      type: 'string',
      required: true,
      secret: true,
    },
    host: {
      label: 'Host',
      description:
        'https://us.i.posthog.com, https://eu.i.posthog.com or the address of your own PostHog.',
      type: 'string',
      required: false,
      secret: false,
      namesHost: true,
      default: DEFAULT_HOST,
    },
    groupType: {
      label: 'Group type',
      description: 'What the groups of group calls are in PostHog, e.g. company.',
      type: 'string',
      required: false,
      secret: false,
      default: DEFAULT_GROUP_TYPE,
    },
    personProfiles: {
      label: 'Person profiles',
      description:
        'Whether events of visitors who are not identified make persons, which PostHog charges more for.',
      type: 'string',
      required: false,
      secret: false,
      default: 'always',
      choices: [
        { value: 'always', label: 'For everybody' },
        { value: 'identified_only', label: 'For identified people only' },
      ],
    },
    historicalMigration: {
      label: 'Historical migration',
      description: 'For replays of the past: events are taken in apart from the live ones.',
      type: 'boolean',
      required: false,
      secret: false,
      default: false,
    },
  },
  settingsSchema: posthogSettingsSchema,
  mask: ({ apiKey }) => ({ ...(apiKey !== undefined && { apiKey: '••••' }) }),
}
