import * as v from 'valibot'
import type { DestinationMetadata } from '../destination.ts'
import { ALL_TYPES, baseUrlSchema, credentialSchema, eventPathSchema } from '../setting-schemas.ts'
import { isAwsRegion } from '../sign-aws.ts'

export const amazonKinesisSettingsSchema = v.strictObject({
  region: v.pipe(v.string(), v.trim(), v.check(isAwsRegion, 'must be a region of AWS')),
  streamName: v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^[\w.-]{1,128}$/, 'must be 1 to 128 letters, digits, dots, dashes or underscores'),
  ),
  accessKeyId: credentialSchema,
  secretAccessKey: credentialSchema,
  partitionKeyPath: v.optional(eventPathSchema, ''),
  endpoint: v.optional(baseUrlSchema),
})
export type AmazonKinesisSettings = v.InferOutput<typeof amazonKinesisSettingsSchema>

export const amazonKinesisMetadata: DestinationMetadata<AmazonKinesisSettings> = {
  id: 'amazon-kinesis',
  slug: 'amazon-kinesis',
  name: 'Amazon Kinesis',
  description: 'Puts each event into a Kinesis data stream, one record an event.',
  website: 'https://aws.amazon.com/kinesis/data-streams/',
  categories: ['Raw Data', 'Streaming'],
  supportedTypes: ALL_TYPES,
  settings: {
    region: {
      label: 'Region',
      description: 'Of the stream, e.g. eu-central-1.',
      type: 'string',
      required: true,
      secret: false,
    },
    streamName: {
      label: 'Stream',
      description: 'Its name. It has to exist.',
      type: 'string',
      required: true,
      secret: false,
    },
    accessKeyId: {
      label: 'Access key id',
      description: 'Of a user that may do kinesis:PutRecords on the stream.',
      type: 'string',
      required: true,
      secret: false,
    },
    secretAccessKey: {
      label: 'Secret access key',
      description: 'It signs requests and is never sent.',
      type: 'string',
      required: true,
      secret: true,
    },
    partitionKeyPath: {
      label: 'Partition key',
      description:
        'Path in the event, e.g. context.groupId. Empty: the user id, else the anonymous id. Records with one key go to one shard.',
      type: 'string',
      required: false,
      secret: false,
      default: '',
    },
    endpoint: {
      label: 'Endpoint',
      description: 'Instead of the one of the region, e.g. that of a private network.',
      type: 'string',
      required: false,
      secret: false,
      namesHost: true,
    },
  },
  settingsSchema: amazonKinesisSettingsSchema,
  mask: ({ secretAccessKey }) => ({
    ...(secretAccessKey !== undefined && { secretAccessKey: '••••' }),
  }),
}
