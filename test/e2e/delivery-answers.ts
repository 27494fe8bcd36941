import type { AlertAnswer, AlertHistoryEntry } from '../../worker/api/contract/alerts.ts'
import type { RequeueJob } from '../../worker/api/contract/deliveries.ts'
import type {
  DeliveryOverviewAnswer,
  DeliverySample,
  DeliverySteps,
  DeliveryTally,
} from '../../worker/api/contract/delivery-overview.ts'
import { shopAnswers } from './connections-answers.ts'
import type { StubAnswer } from './dashboard-stub.ts'

const HOUR_MS = 3_600_000
const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

const makeSteps = (overrides: Partial<DeliverySteps> = {}): DeliverySteps => ({
  passed: 15_566,
  routed: 15_354,
  filteredAtDestination: {
    count: 215,
    reasons: [
      {
        code: 'FILTERED_BY_RULES',
        description: 'a filter of this destination keeps it away',
        count: 212,
        stage: 'route',
      },
      {
        code: 'message_rejected',
        description: 'the destination’s code chose not to send it',
        count: 3,
        stage: 'attempt',
      },
    ],
  },
  pending: 4,
  awaitingRetry: {
    count: 16,
    reasons: [{ code: '503', description: 'the service is not available', count: 16 }],
  },
  failedDelivery: {
    count: 31,
    reasons: [
      { code: '400', description: 'the destination refused the request', count: 28 },
      { code: '410', description: '', count: 3 },
    ],
  },
  delivered: 15_300,
  retries: 61,
  deliveryRate: 15_300 / 15_331,
  ...overrides,
})

const makeTally = (count: number, failed: number): DeliveryTally => ({
  count,
  delivered: count - failed - 20,
  failed,
  filtered: 20,
  retries: 12,
  deliveryRate: (count - failed - 20) / (count - 20),
  change: { count: 0.12, deliveryRatePoints: -0.4 },
})

/** A day of the order service, with an hour in which it was away. */
export function makeOverview(
  overrides: Partial<DeliveryOverviewAnswer> = {},
): DeliveryOverviewAnswer {
  const start = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 23 * HOUR_MS
  const series = Array.from({ length: 24 }, (_, hour) => {
    const events = 200 + Math.round(500 * Math.sin(hour / 7) ** 2)
    const failedDelivery = hour === 14 ? 60 : 0
    return {
      time: new Date(start + hour * HOUR_MS).toISOString(),
      passed: events + 10,
      routed: events,
      filteredAtDestination: 10,
      pending: hour === 23 ? 4 : 0,
      awaitingRetry: hour === 23 ? 16 : 0,
      failedDelivery,
      delivered: events - failedDelivery,
      retries: hour === 14 ? 60 : 0,
      latency:
        hour < 2
          ? null
          : { p50Ms: 90 + hour * 3, p95Ms: hour === 14 ? 61_000 : 420, count: events },
    }
  })
  return {
    startTime: new Date(start).toISOString(),
    endTime: new Date(start + 24 * HOUR_MS).toISOString(),
    granularity: 'HOUR',
    steps: makeSteps(),
    stepsBefore: makeSteps({ passed: 13_900, delivered: 13_650, pending: 0 }),
    latency: { p50Ms: 118, p95Ms: 2_310, count: 15_300 },
    latencyBefore: { p50Ms: 121, p95Ms: 640, count: 13_650 },
    series,
    byEvent: [
      { eventType: 'track', eventName: 'Product Viewed', ...makeTally(9_060, 0) },
      { eventType: 'track', eventName: 'Order Completed', ...makeTally(4_630, 31) },
      { eventType: 'identify', eventName: '', ...makeTally(1_201, 0) },
      { eventType: 'track', eventName: '__other__', ...makeTally(463, 0) },
    ],
    byMapping: [
      { mappingId: 'map_1', mappingName: 'Orders', ...makeTally(4_630, 31) },
      { mappingId: 'map_2', mappingName: 'Everything else', ...makeTally(10_724, 0) },
    ],
    byCode: [
      makeCode('delivered', '200', 15_180, 0.992),
      makeCode('delivered', '204', 120, 0.008),
      makeCode('failed delivery', '400', 28, 0.903),
      makeCode('failed delivery', '410', 3, 0.097),
      makeCode('awaiting retry', '503', 16, 1),
    ],
    ...overrides,
  }
}

const makeCode = (
  outcome: DeliveryOverviewAnswer['byCode'][number]['outcome'],
  code: string,
  count: number,
  share: number,
) => ({ outcome, code, description: '', count, share, sharePoints: 0.3 })

const makeSample = (number: number): DeliverySample => ({
  acceptId: `acc_${number}`,
  messageId: `message-${number}`,
  eventType: 'track',
  at: ago(number * 60_000),
  outcome: 'failed delivery',
  code: '400',
  status: 400,
  message: 'the webhook answered 400',
  latencyMs: 84,
  request:
    number > 2
      ? null
      : {
          method: 'POST',
          url: 'https://orders.example.com/••••',
          headers: { 'content-type': 'application/json', authorization: '••••' },
          body: `{"type":"track","messageId":"message-${number}"}`,
        },
  response: '{"error":"order_id is missing"}',
  event: { type: 'track', event: 'Order Completed', properties: { total: 30 } },
})

export const makeJob = (overrides: Partial<RequeueJob> = {}): RequeueJob => ({
  id: 'job_1',
  state: 'running',
  code: '400',
  selected: false,
  total: 28,
  done: 12,
  createdAt: ago(4_000),
  endedAt: null,
  ...overrides,
})

const list = (key: string, items: readonly unknown[]): StubAnswer => ({
  data: { [key]: items, pagination: { current: 'MA==', totalEntries: items.length } },
})

export const makeAlert = (overrides: Partial<AlertAnswer> = {}): AlertAnswer => ({
  id: 'alt_rate',
  name: 'Orders arrive',
  condition: {
    kind: 'delivery_success_rate',
    destinationId: 'dst_orders',
    thresholdPercent: 99.9,
    windowMinutes: 1440,
  },
  enabled: true,
  channels: [
    { id: 'chn_1', type: 'email', to: ['ada@example.com', 'grace@example.com'] },
    { id: 'chn_2', type: 'slack', host: 'hooks.slack.com' },
  ],
  repeatMinutes: 60,
  state: 'firing',
  stateSince: ago(3 * HOUR_MS),
  reading: '99.8 % delivered (15,300 of 15,331)',
  evaluatedAt: ago(120_000),
  createdAt: ago(90 * HOUR_MS),
  updatedAt: ago(90 * HOUR_MS),
  ...overrides,
})

const HISTORY: AlertHistoryEntry[] = [
  {
    id: 'h3',
    at: ago(2 * HOUR_MS),
    change: 'repeated',
    reading: '99.8 % delivered (15,100 of 15,131)',
    notified: [{ type: 'slack', to: 'hooks.slack.com', error: 'it answered 404' }],
  },
  {
    id: 'h2',
    at: ago(3 * HOUR_MS),
    change: 'firing',
    reading: '99.8 % delivered (14,300 of 14,331)',
    notified: [{ type: 'email', to: 'ada@example.com, grace@example.com', error: '' }],
  },
  { id: 'h1', at: ago(50 * HOUR_MS), change: 'resolved', reading: '100 % delivered', notified: [] },
]

/** The shop's deliveries in a day, and what watches them. */
export function deliveryAnswers(): Record<string, StubAnswer> {
  const alerts = [
    makeAlert(),
    makeAlert({
      id: 'alt_silence',
      name: 'The website speaks',
      condition: { kind: 'no_events', sourceId: 'src_web', minutes: 30 },
      channels: [],
      state: 'ok',
      reading: 'last event 1 minute ago',
      stateSince: ago(70 * HOUR_MS),
    }),
    makeAlert({
      id: 'alt_volume',
      name: 'The app keeps its pace',
      condition: { kind: 'source_volume', sourceId: 'src_ios', changePercent: 50 },
      channels: [],
      enabled: false,
      state: 'unknown',
      reading: '',
      evaluatedAt: null,
    }),
  ]
  const orders = '/api/destinations/dst_orders'
  return {
    ...shopAnswers(),
    [`GET ${orders}/delivery-overview`]: { data: { overview: makeOverview() } },
    'GET /api/destinations/dst_lake/delivery-overview': { data: { overview: makeOverview() } },
    'GET /api/destinations/dst_push/delivery-overview': { status: 503 },
    [`GET ${orders}/delivery-samples`]: { data: { samples: [1, 2, 3].map(makeSample) } },
    [`GET ${orders}/requeue-jobs`]: list('jobs', []),
    [`POST ${orders}/requeue-jobs/job_1/cancel`]: {
      data: { job: makeJob({ state: 'cancelled' }) },
    },
    'GET /api/alerts': list('alerts', alerts),
    'POST /api/alerts': ({ body }) => ({
      data: { alert: { ...makeAlert({ id: 'alt_new', state: 'unknown' }), ...(body as object) } },
    }),
    ...Object.fromEntries(
      alerts
        .map(({ id }) => id)
        .concat('alt_new')
        .flatMap((id) => [
          [
            `GET /api/alerts/${id}`,
            { data: { alert: alerts.find((one) => one.id === id) ?? makeAlert({ id }) } },
          ],
          [`GET /api/alerts/${id}/history`, list('history', id === 'alt_rate' ? HISTORY : [])],
          [`PATCH /api/alerts/${id}`, { data: { alert: alerts.find((one) => one.id === id) } }],
        ]),
    ),
    'POST /api/alerts/alt_rate/test': {
      data: {
        notified: [
          { type: 'email', to: 'ada@example.com', error: '' },
          { type: 'slack', to: 'hooks.slack.com', error: 'it answered 404' },
        ],
      },
    },
  }
}
