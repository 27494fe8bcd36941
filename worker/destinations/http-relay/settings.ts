import * as v from 'valibot'
import type { DestinationMetadata } from '../destination.ts'
import { ALL_TYPES, baseUrlSchema, credentialSchema } from '../setting-schemas.ts'

const DEFAULT_HOST = 'https://api.segment.io'

export const httpRelaySettingsSchema = v.strictObject({
  writeKey: credentialSchema,
  host: v.optional(baseUrlSchema, DEFAULT_HOST),
})
export type HttpRelaySettings = v.InferOutput<typeof httpRelaySettingsSchema>

export const httpRelayMetadata: DestinationMetadata<HttpRelaySettings> = {
  id: 'http-relay',
  slug: 'http-relay',
  name: 'HTTP Relay',
  description:
    'Passes events on to a source of another Headwater, or of Segment, over the HTTP Tracking API.',
  website: 'https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/',
  categories: ['Raw Data'],
  supportedTypes: ALL_TYPES,
  settings: {
    writeKey: {
      label: 'Write key',
      description: 'Of the source that the events are for.',
      type: 'string',
      required: true,
      secret: true,
    },
    host: {
      label: 'Host',
      description:
        'Where /v1/batch is found: the collection address of another Headwater, https://api.segment.io or https://events.eu1.segmentapis.com.',
      type: 'string',
      required: false,
      secret: false,
      namesHost: true,
      default: DEFAULT_HOST,
    },
  },
  settingsSchema: httpRelaySettingsSchema,
  mask: ({ writeKey }) => ({ ...(writeKey !== undefined && { writeKey: '••••' }) }),
}
