import type { Trace, TraceAnswer } from '../../worker/api/contract/trace.ts'
import type { StubAnswer } from './dashboard-stub.ts'

const at = (msAgo: number) => new Date(Date.now() - msAgo).toISOString()
const RECEIVED = at(3 * 3_600_000)

const request = {
  method: 'POST',
  url: 'https://orders.example.com/••••',
  headers: { 'content-type': 'application/json', authorization: '••••' },
  body: '{"type":"track","event":"Order Completed","userId":"user-1"}',
}

const attempt = {
  attempt: 1,
  startedAt: at(10_790_000),
  settledAt: at(10_789_900),
  latencyMs: 84.3,
  outcome: 'delivered' as const,
  code: '200',
  status: 200,
  message: '',
  retryAt: null,
  unattempted: false,
  requestFrom: 'recorded' as const,
  request,
  response: '{"ok":true}',
}

/** An event that went to four places, and fared differently in each. */
export const makeTrace = (overrides: Partial<Trace> = {}): Trace => ({
  messageId: 'ajs-next-1763900000000-a1b2c3',
  sourceId: 'src_web',
  sourceName: 'Website',
  acceptId: 'enam-0.41.7',
  receivedAt: RECEIVED,
  region: 'enam',
  shard: 0,
  kept: 'archive',
  archiveKey: 'archive/v1/src_web/2026/11/23/18/enam-0-12.ndjson.gz',
  outcome: 'passed',
  code: '',
  message: '',
  event: {
    type: 'track',
    event: 'Order Completed',
    userId: 'user-1',
    messageId: 'ajs-next-1763900000000-a1b2c3',
    properties: { order_id: '1001', total: 30.5, card_number: '4111 1111 1111 1111' },
  },
  repeats: 2,
  stages: [
    {
      stage: 'collect',
      effect: 'passed',
      message: 'accepted as enam-0.41.7',
      code: '',
      patch: null,
    },
    {
      stage: 'deduplicate',
      effect: 'passed',
      message: 'the first event with this messageId',
      code: '',
      patch: null,
    },
    {
      stage: 'enforce-schema',
      effect: 'changed',
      message: '1 field omitted',
      code: '',
      patch: [{ op: 'remove', path: '/properties/card_number' }],
    },
    {
      stage: 'route',
      effect: 'passed',
      message: 'routed to 3 of 4 destinations',
      code: '',
      patch: null,
    },
  ],
  profile: null,
  destinations: [
    {
      destinationId: 'dst_orders',
      name: 'Order service',
      slug: 'webhooks',
      outcome: 'delivered',
      code: '',
      message: '',
      attempts: [
        {
          ...attempt,
          outcome: 'retry',
          code: '503',
          status: 503,
          message: 'the webhook answered 503',
          retryAt: at(10_700_000),
          response: '<h1>Service unavailable</h1>',
        },
        { ...attempt, attempt: 2, startedAt: at(10_690_000), settledAt: at(10_689_000) },
      ],
      incomplete: false,
    },
    {
      destinationId: 'dst_lake',
      name: 'Data lake',
      slug: 'webhooks',
      outcome: 'filtered at destination',
      code: 'FILTERED_BY_INTEGRATIONS_OBJECT',
      message: 'the event’s integrations object switches this destination off',
      attempts: [],
      incomplete: false,
    },
    {
      destinationId: 'dst_push',
      name: 'Push messages',
      slug: 'webhooks',
      outcome: 'failed delivery',
      code: '410',
      message: 'the destination answered with status 410',
      attempts: [
        {
          ...attempt,
          outcome: 'failed',
          code: '410',
          status: 410,
          message: 'the webhook answered 410',
          requestFrom: 'rebuilt',
          response: 'Gone',
        },
      ],
      incomplete: false,
    },
    {
      destinationId: 'dst_gone',
      name: 'Old warehouse',
      slug: '',
      outcome: 'delivered',
      code: '',
      message: '',
      attempts: [],
      incomplete: true,
    },
  ],
  ...overrides,
})

export const traceAnswer = (
  traces: Trace[],
  search: Partial<TraceAnswer['search']> = {},
): StubAnswer => ({
  data: {
    traces,
    search: { in: 'index', searched: 0, total: 0, next: null, partial: false, ...search },
  },
})
