import * as v from 'valibot'
import type { DestinationMetadata } from '../destination.ts'
import { ALL_TYPES, baseUrlSchema, credentialSchema, eventPathSchema } from '../setting-schemas.ts'

export const kafkaRestSettingsSchema = v.pipe(
  v.strictObject({
    url: baseUrlSchema,
    api: v.optional(v.picklist(['v2', 'v3']), 'v2'),
    clusterId: v.optional(v.pipe(v.string(), v.trim(), v.regex(/^[\w-]{0,100}$/)), ''),
    topic: v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^[\w.-]{1,249}$/, 'must be 1 to 249 letters, digits, dots, dashes or underscores'),
    ),
    username: v.optional(v.pipe(v.string(), v.trim(), v.regex(/^[^:\p{Cc}]{0,1000}$/u)), ''),
    password: v.optional(credentialSchema),
    keyPath: v.optional(eventPathSchema, ''),
  }),
  v.forward(
    v.partialCheck(
      [['api'], ['clusterId']],
      ({ api, clusterId }) => api === 'v2' || clusterId !== '',
      'version 3 of the API needs the id of the cluster',
    ),
    ['clusterId'],
  ),
)
export type KafkaRestSettings = v.InferOutput<typeof kafkaRestSettingsSchema>

export const kafkaRestMetadata: DestinationMetadata<KafkaRestSettings> = {
  id: 'kafka-rest',
  slug: 'kafka-rest',
  name: 'Kafka REST',
  description: 'Produces each event to a Kafka topic through a REST proxy, one record an event.',
  website: 'https://docs.confluent.io/platform/current/kafka-rest/index.html',
  categories: ['Raw Data', 'Streaming'],
  supportedTypes: ALL_TYPES,
  settings: {
    url: {
      label: 'Proxy URL',
      description:
        'Where /topics or /v3 is found, e.g. https://proxy.example.com, or https://pkc-….confluent.cloud/kafka in Confluent Cloud.',
      type: 'string',
      required: true,
      secret: false,
      namesHost: true,
    },
    api: {
      label: 'API version',
      description: 'Confluent Cloud knows version 3 only.',
      type: 'string',
      required: false,
      secret: false,
      default: 'v2',
      choices: [
        { value: 'v2', label: 'Version 2' },
        { value: 'v3', label: 'Version 3' },
      ],
    },
    clusterId: {
      label: 'Cluster id',
      description: 'Only for version 3, e.g. lkc-abc123.',
      type: 'string',
      required: false,
      secret: false,
      default: '',
    },
    topic: {
      label: 'Topic',
      description: 'It has to exist, unless the cluster creates topics by itself.',
      type: 'string',
      required: true,
      secret: false,
    },
    username: {
      label: 'User name',
      description: 'Or API key, for Basic authentication. Empty: none.',
      type: 'string',
      required: false,
      secret: false,
      default: '',
    },
    password: {
      label: 'Password',
      description: 'Or API secret.',
      type: 'string',
      required: false,
      secret: true,
    },
    keyPath: {
      label: 'Record key',
      description:
        'Path in the event, e.g. context.groupId. Empty: the user id, else the anonymous id. Records with one key stay in one partition.',
      type: 'string',
      required: false,
      secret: false,
      default: '',
    },
  },
  settingsSchema: kafkaRestSettingsSchema,
  mask: ({ password }) => ({ ...(password !== undefined && { password: '••••' }) }),
}
