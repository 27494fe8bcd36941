import type { DeliveryEvent } from '../destination.ts'
import type { WebhooksSettings } from './settings.ts'

/** What goes in and which requests come out: the tests run these, the documentation shows them. */
export interface WebhooksExample {
  title: string
  settings: Partial<WebhooksSettings> & Pick<WebhooksSettings, 'hooks'>
  events: Pick<DeliveryEvent, 'json'>[]
  requests: { url: string; headers: Record<string, string>; body: string }[]
}

const page = '{"type":"page","messageId":"m1","anonymousId":"a1","name":"Home"}'
const track = '{"type":"track","messageId":"m2","userId":"u1","event":"Signed Up"}'

export const webhooksExamples: WebhooksExample[] = [
  {
    title: 'one event a request, as it is',
    settings: { hooks: [{ hook: 'https://example.com/in' }] },
    events: [{ json: page }, { json: track }],
    requests: [
      {
        url: 'https://example.com/in',
        headers: { 'content-type': 'application/json' },
        body: page,
      },
      {
        url: 'https://example.com/in',
        headers: { 'content-type': 'application/json' },
        body: track,
      },
    ],
  },
  {
    title: 'several URLs, each with headers of its own',
    settings: {
      hooks: [
        { hook: 'https://example.com/in', headers: { authorization: 'Bearer one' } },
        { hook: 'https://example.org/in' },
      ],
    },
    events: [{ json: page }],
    requests: [
      {
        url: 'https://example.com/in',
        headers: { 'content-type': 'application/json', authorization: 'Bearer one' },
        body: page,
      },
      {
        url: 'https://example.org/in',
        headers: { 'content-type': 'application/json' },
        body: page,
      },
    ],
  },
  {
    title: 'signed with the shared secret',
    settings: { hooks: [{ hook: 'https://example.com/in' }], sharedSecret: 'key' },
    events: [{ json: 'The quick brown fox jumps over the lazy dog' }],
    requests: [
      {
        url: 'https://example.com/in',
        headers: {
          'content-type': 'application/json',
          'x-signature': 'de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9',
        },
        body: 'The quick brown fox jumps over the lazy dog',
      },
    ],
  },
  {
    title: 'a batch, signed over its first event alone',
    settings: { hooks: [{ hook: 'https://example.com/in' }], sharedSecret: 'key', batch: true },
    events: [{ json: 'The quick brown fox jumps over the lazy dog' }, { json: track }],
    requests: [
      {
        url: 'https://example.com/in',
        headers: {
          'content-type': 'application/json',
          'x-signature': 'de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9',
        },
        body: `[The quick brown fox jumps over the lazy dog,${track}]`,
      },
    ],
  },
]
