import * as v from 'valibot'
import type { DestinationMetadata } from '../destination.ts'

const MAX_HOOKS = 5
const DEFAULT_TIMEOUT_MS = 5000
const MAX_TIMEOUT_MS = 20_000
const MAX_URL_CHARS = 2048
const MAX_HEADERS = 20

/** Headers that the sender sets itself, or that would change how the request is framed. */
const RESERVED_HEADERS = new Set([
  'connection',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
  'upgrade',
  'x-headwater-hops',
  'x-signature',
])

const isWebUrl = (text: string): boolean => {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
}

const headerNameSchema = v.pipe(
  v.string(),
  v.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'not a header name'),
  v.check((name) => !RESERVED_HEADERS.has(name.toLowerCase()), 'this header cannot be set'),
)

const hookSchema = v.strictObject({
  hook: v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(MAX_URL_CHARS),
    v.check(isWebUrl, 'must be an http or https URL'),
  ),
  headers: v.optional(
    v.pipe(
      v.record(
        headerNameSchema,
        v.pipe(v.string(), v.regex(/^[\t\x20-\x7e]{0,4096}$/, 'not a header value')),
      ),
      v.maxEntries(MAX_HEADERS),
    ),
  ),
})

export const webhooksSettingsSchema = v.strictObject({
  hooks: v.pipe(
    v.array(hookSchema),
    v.minLength(1),
    v.maxLength(MAX_HOOKS),
    v.check(
      (hooks) => new Set(hooks.map((h) => h.hook)).size === hooks.length,
      'a URL stands twice',
    ),
  ),
  sharedSecret: v.optional(v.pipe(v.string(), v.maxLength(1024)), ''),
  batch: v.optional(v.boolean(), false),
  timeoutMs: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(MAX_TIMEOUT_MS)),
    DEFAULT_TIMEOUT_MS,
  ),
})
export type WebhooksSettings = v.InferOutput<typeof webhooksSettingsSchema>

export const webhooksMetadata: DestinationMetadata<WebhooksSettings> = {
  id: 'webhooks',
  slug: 'webhooks',
  name: 'Webhooks',
  description: 'Posts each event, or arrays of events, as JSON to URLs of your own.',
  website: 'https://developer.mozilla.org/docs/Glossary/Webhook',
  categories: ['Raw Data'],
  supportedTypes: ['track', 'identify', 'page', 'screen', 'group', 'alias'],
  settings: {
    hooks: {
      label: 'Webhook URLs',
      description:
        'One to five URLs, each with optional headers: [{"hook": "https://…", "headers": {…}}]. Each is tried and retried by itself.',
      type: 'array',
      required: true,
      secret: true,
      namesHost: true,
    },
    sharedSecret: {
      label: 'Shared secret',
      description: 'When set, requests carry x-signature, the hex HMAC-SHA1 of what was sent.',
      type: 'string',
      required: false,
      secret: true,
      default: '',
    },
    batch: {
      label: 'Batch',
      description: 'Send JSON arrays of up to 1,000 events instead of one event a request.',
      type: 'boolean',
      required: false,
      secret: false,
      default: false,
    },
    timeoutMs: {
      label: 'Timeout',
      description: 'Milliseconds to wait for an answer, 100 to 20,000.',
      type: 'number',
      required: false,
      secret: false,
      default: DEFAULT_TIMEOUT_MS,
    },
  },
  settingsSchema: webhooksSettingsSchema,
  mask: (settings) => ({
    ...(settings.hooks && {
      hooks: settings.hooks.map(({ hook, headers }) => ({
        hook: maskUrl(hook),
        ...(headers && {
          headers: Object.fromEntries(Object.keys(headers).map((name) => [name, '••••'])),
        }),
      })),
    }),
    ...(settings.sharedSecret && { sharedSecret: '••••' }),
  }),
}

/** Path, query and credentials may be tokens; scheme and host tell a person which URL it is. */
function maskUrl(text: string): string {
  const url = new URL(text)
  return `${url.protocol}//${url.host}/••••`
}
