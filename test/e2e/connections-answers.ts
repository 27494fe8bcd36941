import type { DestinationAnswer } from '../../worker/api/contract/destinations.ts'
import type { SourceAnswer } from '../../worker/api/contract/sources.ts'
import { findSourceMetadata, SOURCE_CATALOG } from '../../worker/domain/catalog/sources.ts'
import { largeCatalog, makeDestinationKind, makeSourceKind } from './catalog-answers.ts'
import { teamAnswers } from './dashboard-answers.ts'
import type { StubAnswer } from './dashboard-stub.ts'
import {
  busyBooks,
  busyOverview,
  hourAgo,
  makeFailed,
  makeStatus,
  silentStatus,
} from './volume-answers.ts'

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
  consentCategories: [],
  delivery: { concurrency: 4, retryWindowHours: 4, rateLimitPerS: 0, lingerMs: 0 },
  ...overrides,
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
  const health = {
    pending: 4,
    awaitingRetry: 23,
    failed: 31,
    breaker: 'closed',
    probeAt: null,
    paused: null,
  }
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
          { id: 'debug', done: true },
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
                others: [
                  { title: 'npm', language: 'js', text: 'import x from "x"\n\nx.load("wk_Jb7")' },
                ],
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
          firstEventAt: null,
          lastEventAt: null,
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
          paused: null,
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
