import * as v from 'valibot'
import type { DestinationMetadata } from '../destination.ts'
import { ALL_TYPES, baseUrlSchema } from '../setting-schemas.ts'
import { parseServiceAccount } from './service-account.ts'

export const googlePubsubSettingsSchema = v.pipe(
  v.strictObject({
    serviceAccount: v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(10_000),
      v.check(
        (text) => parseServiceAccount(text) !== null,
        'must be the JSON key file of a service account',
      ),
    ),
    topic: v.pipe(
      v.string(),
      v.trim(),
      // Google's rule for names of topics.
      v.regex(
        /^(?!goog)[A-Za-z][\w.~+%-]{2,254}$/,
        'must be 3 to 255 letters, digits and -._~+%, starting with a letter and not with "goog"',
      ),
    ),
    project: v.optional(
      v.pipe(
        v.string(),
        v.trim(),
        v.regex(/^([a-z][a-z0-9.:-]{4,61}[a-z0-9])?$/, 'must be the id of a project'),
      ),
      '',
    ),
    endpoint: v.optional(baseUrlSchema),
  }),
  v.forward(
    v.check(
      // A text that is no key file is a fault of its own.
      ({ project, serviceAccount }) => {
        const account = parseServiceAccount(serviceAccount)
        return project !== '' || account === null || account.project_id !== undefined
      },
      'is missing: the key file names none',
    ),
    ['project'],
  ),
)
export type GooglePubsubSettings = v.InferOutput<typeof googlePubsubSettingsSchema>

export const googlePubsubMetadata: DestinationMetadata<GooglePubsubSettings> = {
  id: 'google-pubsub',
  slug: 'google-pubsub',
  name: 'Google Cloud Pub/Sub',
  description: 'Publishes each event as a message of a topic.',
  website: 'https://cloud.google.com/pubsub',
  categories: ['Raw Data', 'Streaming'],
  supportedTypes: ALL_TYPES,
  settings: {
    serviceAccount: {
      label: 'Service account key',
      description:
        'The JSON key file of a service account with the role Pub/Sub Publisher on the topic. It signs requests and is never sent.',
      type: 'string',
      required: true,
      secret: true,
    },
    topic: {
      label: 'Topic',
      description: 'Its id, without projects/…/topics/. It has to exist.',
      type: 'string',
      required: true,
      secret: false,
    },
    project: {
      label: 'Project',
      description: 'Id of the project that the topic is in. Empty: that of the service account.',
      type: 'string',
      required: false,
      secret: false,
      default: '',
    },
    endpoint: {
      label: 'Endpoint',
      description:
        'Instead of the global one, e.g. `https://europe-west3-pubsub.googleapis.com` to keep messages in a region.',
      type: 'string',
      required: false,
      secret: false,
      namesHost: true,
    },
  },
  settingsSchema: googlePubsubSettingsSchema,
  mask: ({ serviceAccount }) => ({
    ...(serviceAccount !== undefined && {
      serviceAccount: `•••• ${parseServiceAccount(serviceAccount)?.client_email ?? ''}`.trim(),
    }),
  }),
}
