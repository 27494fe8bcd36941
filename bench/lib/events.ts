import { randomBytes } from 'node:crypto'
import type { TestSource } from '../../test/harness/workspace.ts'

const run = randomBytes(4).toString('hex')
const startedAt = new Date().toISOString()
let lastNumber = 0

/** Unique, and always of the same length. */
export const nextMessageId = (): string =>
  `ajs-next-${run}-${String(++lastNumber).padStart(12, '0')}`

/** What Segment's browser library sends of a page with a few properties: about 900 bytes. */
const [BEFORE_ID, AFTER_ID] = JSON.stringify({
  type: 'track',
  event: 'Product Added',
  properties: {
    cart_id: 'skdjsidjsdkdj29j',
    product_id: '507f1f77bcf86cd799439011',
    sku: 'G-32',
    category: 'Games',
    name: 'Monopoly: 3rd Edition',
    price: 18.99,
    quantity: 1,
    url: 'https://www.example.com/product/path',
  },
  userId: 'user-019aa1c2',
  anonymousId: '0b9b9c4a-1f0e-4a5e-9d8a-4a7b1c9f3e21',
  timestamp: startedAt,
  integrations: {},
  context: {
    page: {
      path: '/product/path',
      referrer: 'https://www.example.com/',
      search: '?utm_source=newsletter',
      title: 'Monopoly: 3rd Edition',
      url: 'https://www.example.com/product/path?utm_source=newsletter',
    },
    userAgent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    locale: 'en-GB',
    library: { name: 'analytics.js', version: 'npm:next-1.84.3' },
    timezone: 'Europe/Vienna',
  },
  messageId: '@',
}).split('@') as [string, string]

export const makeEvent = (messageId: string): string => BEFORE_ID + messageId + AFTER_ID

export const makeBatch = (messageIds: readonly string[]): string =>
  `{"batch":[${messageIds.map(makeEvent).join(',')}],"sentAt":"${startedAt}"}`

/** A whole HTTP request, so that the generator only writes bytes. */
export function httpPost(host: string, path: string, source: TestSource, body: string): Buffer {
  const authorization = Buffer.from(`${source.writeKey}:`).toString('base64')
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Basic ${authorization}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

export const singleEvent = (source: TestSource, messageId = nextMessageId()): Buffer =>
  httpPost('edge.test', '/v1/t', source, makeEvent(messageId))

export const batchOf = (source: TestSource, size: number): Buffer =>
  httpPost('edge.test', '/v1/b', source, makeBatch(Array.from({ length: size }, nextMessageId)))
