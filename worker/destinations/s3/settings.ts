import * as v from 'valibot'
import type { DestinationMetadata } from '../destination.ts'
import { ALL_TYPES, baseUrlSchema, credentialSchema } from '../setting-schemas.ts'
import { isAwsRegion } from '../sign-aws.ts'
import { folderProblem } from './object-name.ts'

const DEFAULT_FOLDER = 'events/dt={date}/hour={hour}'
/** Files are read one by one and paid for one by one: events are gathered for a minute. */
const LINGER_MS = 60_000
const MAX_FOLDER_CHARS = 500

export const s3SettingsSchema = v.pipe(
  v.strictObject({
    bucket: v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
    ),
    region: v.optional(v.pipe(v.string(), v.trim(), v.regex(/^[a-z0-9-]{1,40}$/)), 'us-east-1'),
    endpoint: v.optional(baseUrlSchema),
    accessKeyId: credentialSchema,
    secretAccessKey: credentialSchema,
    folder: v.optional(
      v.pipe(
        v.string(),
        v.trim(),
        v.maxLength(MAX_FOLDER_CHARS),
        v.transform((text) => text.replaceAll(/^\/+|\/+$/g, '')),
        v.rawCheck(({ dataset, addIssue }) => {
          if (!dataset.typed) return
          const problem = folderProblem(dataset.value)
          if (problem !== null) addIssue({ message: problem })
        }),
      ),
      DEFAULT_FOLDER,
    ),
    format: v.optional(v.picklist(['ndjson', 'parquet']), 'ndjson'),
  }),
  v.forward(
    v.partialCheck(
      [['region'], ['endpoint']],
      ({ region, endpoint }) => endpoint !== undefined || isAwsRegion(region),
      'must be a region of AWS where there is no endpoint',
    ),
    ['region'],
  ),
)
export type S3Settings = v.InferOutput<typeof s3SettingsSchema>

export const s3Metadata: DestinationMetadata<S3Settings> = {
  id: 's3',
  slug: 's3',
  name: 'S3',
  description: 'Writes events as files into a bucket of S3, R2 or what speaks their language.',
  website: 'https://aws.amazon.com/s3/',
  categories: ['Raw Data', 'Storage'],
  supportedTypes: ALL_TYPES,
  defaultLingerMs: LINGER_MS,
  settings: {
    bucket: {
      label: 'Bucket',
      description: 'Its name. It has to exist.',
      type: 'string',
      required: true,
      secret: false,
    },
    region: {
      label: 'Region',
      description: 'Of the bucket, e.g. eu-central-1; auto for R2.',
      type: 'string',
      required: false,
      secret: false,
      default: 'us-east-1',
    },
    endpoint: {
      label: 'Endpoint',
      description:
        'Instead of the one of AWS, e.g. https://<account>.r2.cloudflarestorage.com. The bucket follows in the path.',
      type: 'string',
      required: false,
      secret: false,
      namesHost: true,
    },
    accessKeyId: {
      label: 'Access key id',
      description: 'Of a user that may do s3:PutObject in the bucket.',
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
    folder: {
      label: 'Folder',
      description:
        'Where the files go, with {date}, {year}, {month}, {day}, {hour} (UTC, when the event was received) and {type}.',
      type: 'string',
      required: false,
      secret: false,
      default: DEFAULT_FOLDER,
    },
    format: {
      label: 'File format',
      description: 'What a file holds.',
      type: 'string',
      required: false,
      secret: false,
      default: 'ndjson',
      choices: [
        { value: 'ndjson', label: 'JSON, one event a line, gzipped' },
        { value: 'parquet', label: 'Parquet, a column for each field' },
      ],
    },
  },
  settingsSchema: s3SettingsSchema,
  mask: ({ secretAccessKey }) => ({
    ...(secretAccessKey !== undefined && { secretAccessKey: '••••' }),
  }),
}
