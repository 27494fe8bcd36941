import type { BooksAnswer } from '../../worker/api/contract/books.ts'
import type {
  CatalogOption,
  DestinationMetadataAnswer,
  SourceMetadata,
} from '../../worker/api/contract/catalog.ts'
import type { DestinationAnswer } from '../../worker/api/contract/destinations.ts'
import type {
  SourceOverviewAnswer,
  SourceStatusAnswer,
} from '../../worker/api/contract/source-status.ts'
import type { SourceAnswer } from '../../worker/api/contract/sources.ts'
import { destinationBooks, sourceBooks } from '../../worker/domain/balance.ts'
import { eventKey, routeKey } from '../../worker/domain/books.ts'
import { findSourceMetadata, SOURCE_CATALOG } from '../../worker/domain/catalog/sources.ts'
import { testBooks } from '../../worker/domain/test-books.ts'
import { teamAnswers } from './dashboard-answers.ts'
import type { StubAnswer } from './dashboard-stub.ts'

const HOUR_MS = 3_600_000
const hourAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString().slice(0, 13)

export const makeSourceKind = (slug: string): SourceMetadata => {
  const kind = findSourceMetadata(slug)
  if (kind === undefined) throw new Error(`no source ${slug} in the catalog`)
  const { id, name, description, categories } = kind
  return {
    id,
    slug,
    name,
    description,
    categories: [...categories],
    logos: { default: '' },
    options: [],
    isCloudEventSource: false,
  }
}

export const makeSource = (overrides: Partial<SourceAnswer> = {}): SourceAnswer => ({
  id: 'src_web',
  slug: 'website',
  name: 'Website',
  metadata: makeSourceKind('javascript'),
  workspaceId: 'wks_1',
  enabled: true,
  writeKeys: ['wk_8fK2mQzT5vLr1XnB'],
  settings: {
    serverCookie: false,
    rateLimitPerS: 0,
    rateLimitAddressPerS: 0,
    deliveryStrategy: 'standard',
  },
  labels: [{ key: 'environment', value: 'prod' }],
  ...overrides,
})

const option = (name: string, type: string, label: string, rest: Partial<CatalogOption> = {}) => ({
  name,
  type,
  label,
  required: false,
  description: '',
  ...rest,
})

export const makeDestinationKind = (
  overrides: Partial<DestinationMetadataAnswer> = {},
): DestinationMetadataAnswer => ({
  id: 'webhooks',
  name: 'Webhooks',
  slug: 'webhooks',
  description: 'Posts each event, or arrays of events, as JSON to URLs of your own.',
  logos: { default: '' },
  options: [
    option('hooks', 'array', 'Webhook URLs', { required: true, secret: true, namesHost: true }),
    option('sharedSecret', 'password', 'Shared secret', {
      secret: true,
      defaultValue: '',
      description: 'When set, requests carry x-signature, the hex HMAC-SHA1 of what was sent.',
    }),
    option('batch', 'boolean', 'Batch', {
      defaultValue: false,
      description: 'Send JSON arrays of up to 1,000 events instead of one event a request.',
    }),
    option('timeoutMs', 'number', 'Timeout', {
      defaultValue: 5000,
      description: 'Milliseconds to wait for an answer, 100 to 20,000.',
    }),
  ],
  status: 'PUBLIC',
  previousNames: [],
  categories: ['Raw Data'],
  website: '',
  components: [],
  supportedFeatures: {
    cloudModeInstances: 'MULTIPLE',
    deviceModeInstances: 'NONE',
    replay: false,
    browserUnbundling: false,
    browserUnbundlingPublic: false,
  },
  supportedMethods: { pageview: true, identify: true, alias: true, track: true, group: true },
  supportedPlatforms: {
    browser: true,
    server: true,
    mobile: true,
    warehouse: false,
    cloudAppObject: false,
  },
  actions: [],
  presets: [],
  partnerOwned: false,
  ...overrides,
})

const CATEGORIES = ['Advertising', 'Analytics', 'CRM', 'Email Marketing', 'Livechat', 'Raw Data']

/** A catalog as large as it may become. */
export const largeCatalog = (): DestinationMetadataAnswer[] => [
  makeDestinationKind(),
  ...Array.from({ length: 199 }, (_, index) =>
    makeDestinationKind({
      id: `kind-${index}`,
      slug: `kind-${index}`,
      name: `${CATEGORIES[index % 6]} tool ${index + 1}`,
      description: 'Takes what happened and does something useful with it, now or a little later.',
      categories: [CATEGORIES[index % 6] ?? 'Analytics'],
    }),
  ),
]

export const makeDestination = (overrides: Partial<DestinationAnswer> = {}): DestinationAnswer => ({
  id: 'dst_orders',
  name: 'Order service',
  enabled: true,
  metadata: makeDestinationKind(),
  sourceId: 'src_web',
  settings: {
    hooks: [{ hook: 'https://orders.example.com/••••', headers: { authorization: '••••' } }],
    sharedSecret: '••••',
    batch: false,
    timeoutMs: 5000,
  },
  delivery: { concurrency: 4, retryWindowHours: 4, rateLimitPerS: 0 },
  ...overrides,
})

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

const makeStatus = (overrides: Partial<SourceStatusAnswer> = {}): SourceStatusAnswer => ({
  firstEventHour: hourAgo(300),
  lastEventHour: hourAgo(0),
  lastHour: { received: 1_420, failedOnIngest: 12, filteredAtSource: 3, passed: 1_405 },
  types: ['page', 'track', 'identify'],
  ...overrides,
})

export const silentStatus = (): SourceStatusAnswer =>
  makeStatus({
    firstEventHour: null,
    lastEventHour: null,
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

const list = (key: string, items: readonly unknown[]): StubAnswer => ({
  data: { [key]: items, pagination: { current: 'MA==', totalEntries: items.length } },
})

/** A shop with a website, an app and a service, and what they send going to three places. */
export function shopAnswers(): Record<string, StubAnswer> {
  const sources = [
    makeSource({ writeKeys: ['wk_8fK2mQzT5vLr1XnB', 'wk_Jb7RsdP0qYt4WcEe'] }),
    makeSource({
      id: 'src_ios',
      slug: 'ios-app',
      name: 'iOS app',
      metadata: makeSourceKind('ios'),
      writeKeys: ['wk_ios'],
    }),
    makeSource({
      id: 'src_api',
      slug: 'checkout',
      name: 'Checkout service with a name that is rather long',
      metadata: makeSourceKind('http-api'),
      labels: [{ key: 'environment', value: 'dev' }],
      writeKeys: ['wk_api'],
    }),
    makeSource({
      id: 'src_old',
      slug: 'old-site',
      name: 'Old website',
      enabled: false,
      labels: [],
      writeKeys: ['wk_old'],
    }),
  ]
  const destinations = [
    makeDestination(),
    makeDestination({ id: 'dst_lake', name: 'Data lake' }),
    makeDestination({ id: 'dst_push', name: 'Push messages', sourceId: 'src_ios' }),
  ]
  const failed = Array.from({ length: 31 }, (_, index) => makeFailed(index + 1))
  const setup = findSourceMetadata('javascript')?.setup({
    writeKey: 'wk_Jb7RsdP0qYt4WcEe',
    origin: 'https://e.example.com',
  })
  const health = { pending: 4, awaitingRetry: 23, failed: 31, breaker: 'closed', probeAt: null }
  return {
    ...teamAnswers(),
    'GET /api/sources': list('sources', sources),
    'GET /api/destinations': list('destinations', destinations),
    'GET /api/catalog/sources': list(
      'sourcesCatalog',
      SOURCE_CATALOG.map(({ slug }) => makeSourceKind(slug)),
    ),
    'GET /api/catalog/destinations': list('destinationsCatalog', largeCatalog()),
    'GET /api/labels': {
      data: {
        labels: ['dev', 'prod'].map((value) => ({ key: 'environment', value, description: '' })),
      },
    },
    'GET /api/books': { data: busyBooks() },
    'GET /api/checklist': {
      data: {
        items: [
          { id: 'invite-teammates', done: true },
          { id: 'add-source', done: true },
          { id: 'add-page-tracking', done: true },
          { id: 'identify-users', done: false },
          { id: 'track-events', done: true },
          { id: 'add-destination', done: true },
          { id: 'deliver-an-event', done: false },
        ],
      },
    },
    ...Object.fromEntries(
      sources.flatMap((source) => [
        [`GET /api/sources/${source.id}`, { data: { source, trackingPlanId: null } }],
        [`GET /api/sources/${source.id}/status`, { data: { status: makeStatus() } }],
        [`GET /api/sources/${source.id}/overview`, { data: { overview: busyOverview() } }],
        [
          `GET /api/sources/${source.id}/setup`,
          {
            data: {
              setup: {
                language: 'html',
                origin: 'https://e.example.com',
                writeKey: 'wk_Jb7RsdP0qYt4WcEe',
                text: setup,
              },
            },
          },
        ],
      ]),
    ),
    'GET /api/sources/src_ios/status': {
      data: {
        status: makeStatus({
          lastEventHour: hourAgo(5),
          lastHour: { received: 0, failedOnIngest: 0, filteredAtSource: 0, passed: 0 },
        }),
      },
    },
    'GET /api/sources/src_api/status': { data: { status: silentStatus() } },
    ...Object.fromEntries(
      destinations.flatMap((destination) => [
        [`GET /api/destinations/${destination.id}`, { data: { destination } }],
        [
          `GET /api/destinations/${destination.id}/status`,
          { data: { status: { ...health, pending: 0, awaitingRetry: 0, failed: 0 } } },
        ],
      ]),
    ),
    'GET /api/destinations/dst_orders/status': { data: { status: health } },
    'GET /api/destinations/dst_push/status': {
      data: {
        status: {
          pending: 0,
          awaitingRetry: 510,
          failed: 0,
          breaker: 'open',
          probeAt: new Date(Date.now() + 40_000).toISOString(),
        },
      },
    },
    'GET /api/destinations/dst_orders/failed-deliveries': list('failedDeliveries', failed),
    'POST /api/destinations/dst_orders/failed-deliveries/requeue': ({ body }) => ({
      data: { requeued: (body as { ids?: string[] }).ids?.length ?? failed.length },
    }),
    'POST /api/destinations/dst_orders/test': {
      data: {
        test: {
          outcome: 'failed',
          code: '400',
          message: 'the webhook answered 400',
          latencyMs: 84.3,
          event: {},
          requests: [
            {
              method: 'POST',
              url: 'https://orders.example.com/••••',
              headers: { 'content-type': 'application/json', authorization: '••••' },
              body: '{"type":"track","event":"Order Completed","userId":"test-user-1"}',
              response: {
                status: 400,
                headers: { 'content-type': 'application/json' },
                body: '{"error":"order_id is missing"}',
              },
              error: '',
              latencyMs: 84.3,
            },
          ],
        },
      },
    },
  }
}
