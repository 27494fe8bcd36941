import type { BooksAnswer } from '../../worker/api/contract/books.ts'
import type {
  SourceOverviewAnswer,
  SourceStatusAnswer,
} from '../../worker/api/contract/source-status.ts'
import { destinationBooks, sourceBooks } from '../../worker/domain/balance.ts'
import { eventKey, routeKey } from '../../worker/domain/books.ts'
import { testBooks } from '../../worker/domain/test-books.ts'

const HOUR_MS = 3_600_000
export const hourAgo = (hours: number) =>
  new Date(Date.now() - hours * HOUR_MS).toISOString().slice(0, 13)

/** A day of a shop, hour by hour, oldest first. */
const DAY = [
  210, 180, 120, 90, 60, 40, 30, 45, 110, 300, 620, 900, 1_100, 1_240, 1_300, 1_180, 1_220, 1_400,
  1_350, 1_280, 1_100, 900, 640, 380,
]
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

export const busyOverview = (): SourceOverviewAnswer => {
  const series = DAY.map((received, index) => {
    const failedOnIngest = Math.round(received * 0.04)
    const duplicates = Math.round(received * 0.02)
    const filteredAtSource = index > 12 ? Math.round(received * 0.03) : 0
    const passed = received - failedOnIngest - duplicates - filteredAtSource
    const hour = hourAgo(DAY.length - 1 - index)
    return { hour, received, failedOnIngest, filteredAtSource, duplicates, passed }
  })
  const total = (
    key: 'received' | 'failedOnIngest' | 'filteredAtSource' | 'duplicates' | 'passed',
  ) => sum(series.map((entry) => entry[key]))
  return {
    from: hourAgo(DAY.length - 1),
    to: hourAgo(-1),
    totals: {
      received: total('received'),
      failedOnIngest: total('failedOnIngest'),
      filteredAtSource: total('filteredAtSource'),
      duplicates: total('duplicates'),
      passed: total('passed'),
    },
    series,
    byType: [
      { type: 'page', count: 9_812 },
      { type: 'track', count: 5_240 },
      { type: 'identify', count: 731 },
    ],
    byName: [
      { name: 'Product Viewed', count: 3_906 },
      { name: 'Product Added', count: 871 },
      { name: 'Order Completed', count: 463 },
    ],
    reasons: [
      { outcome: 'failed on ingest', code: 'no_user_anon_id', count: 601 },
      { outcome: 'duplicate', code: '', count: 318 },
      { outcome: 'filtered at source', code: 'unplanned', count: 350 },
    ],
  }
}

export const makeStatus = (overrides: Partial<SourceStatusAnswer> = {}): SourceStatusAnswer => ({
  firstEventHour: hourAgo(300),
  lastEventHour: hourAgo(0),
  firstEventAt: null,
  lastEventAt: null,
  lastHour: { received: 1_420, failedOnIngest: 12, filteredAtSource: 3, passed: 1_405 },
  types: ['page', 'track', 'identify'],
  ...overrides,
})

export const silentStatus = (): SourceStatusAnswer =>
  makeStatus({
    firstEventHour: null,
    lastEventHour: null,
    firstEventAt: null,
    lastEventAt: null,
    lastHour: { received: 0, failedOnIngest: 0, filteredAtSource: 0, passed: 0 },
    types: [],
  })

const sourceEntry = (id: string, name: string, received: number) => ({
  sourceId: id,
  name,
  ...sourceBooks([
    {
      received,
      inPipeline: 0,
      events: { [eventKey({ outcome: 'passed', code: '', type: 'track', name: '' })]: received },
      destinations: {},
    },
  ]),
  hours: [],
})

const destinationEntry = (
  id: string,
  sourceId: string,
  delivery: Record<string, Record<string, number>>,
  filtered = 0,
): BooksAnswer['destinations'][number] => {
  const routed = sum(Object.values(delivery).flatMap((reasons) => Object.values(reasons)))
  const sourceCounts = {
    received: routed,
    inPipeline: 0,
    events: {},
    destinations: {
      [routeKey({ destinationId: id, outcome: 'routed', code: '' })]: routed,
      ...(filtered > 0 && {
        [routeKey({
          destinationId: id,
          outcome: 'filtered at destination',
          code: 'FILTERED_BY_INTEGRATIONS_OBJECT',
        })]: filtered,
      }),
    },
  }
  const books = destinationBooks(id, [sourceCounts], [{ ...delivery, routed: { '': routed } }])
  const perHour = DAY.map((events, index) => {
    const failed = index % 7 === 3 ? Math.round(events * 0.05) : 0
    return {
      hour: hourAgo(DAY.length - 1 - index),
      ...destinationBooks(
        id,
        [],
        [
          {
            routed: { '': events },
            delivered: { '200': events - failed },
            'failed delivery': { '410': failed },
          },
        ],
      ),
    }
  })
  const tests = { ...testBooks([]), hours: [] }
  return { destinationId: id, sourceId, name: id, ...books, hours: perHour, tests }
}

export const busyBooks = (): BooksAnswer => ({
  from: hourAgo(DAY.length - 1),
  to: hourAgo(-1),
  sources: [
    sourceEntry('src_web', 'Website', 15_795),
    sourceEntry('src_ios', 'iOS app', 2_410),
    sourceEntry('src_api', 'Checkout service with a name that is rather long', 96),
  ],
  destinations: [
    destinationEntry(
      'dst_orders',
      'src_web',
      {
        delivered: { '200': 15_180, '204': 120 },
        pending: { '': 4 },
        'awaiting retry': { '503': 17, ETIMEDOUT: 6 },
        'failed delivery': { '410': 3, '400': 28 },
      },
      212,
    ),
    destinationEntry('dst_lake', 'src_web', { delivered: { '200': 15_570 } }),
    destinationEntry('dst_push', 'src_ios', {
      delivered: { '202': 1_900 },
      'awaiting retry': { '429': 510 },
    }),
  ],
})

export const makeFailed = (number: number) => ({
  id: `f${number}`,
  acceptId: `acc_${number}`,
  messageId: `message-${number}`,
  type: 'track',
  code: number % 2 === 0 ? '400' : '410',
  status: number % 2 === 0 ? 400 : 410,
  message: `the webhook answered ${number % 2 === 0 ? 400 : 410}`,
  response: '{"error":"order_id is missing","hint":"see https://orders.example.com/docs"}',
  // Of an attempt only the first requests that fail are kept.
  request:
    number % 3 === 0
      ? null
      : {
          method: 'POST',
          url: 'https://orders.example.com/••••',
          headers: { 'content-type': 'application/json', authorization: '••••' },
          body: `{"type":"track","messageId":"message-${number}"}`,
        },
  attempts: number % 3 === 0 ? 12 : 1,
  failedAt: new Date(Date.now() - number * 17 * 60_000).toISOString(),
  event: {
    type: 'track',
    event: number % 2 === 0 ? 'Order Completed' : 'Product Added',
    userId: `user-${number}`,
    messageId: `message-${number}`,
    properties: { total: 30, currency: 'EUR' },
  },
})
