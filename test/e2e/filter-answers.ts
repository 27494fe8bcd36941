import type {
  DestinationFilterAnswer,
  PreviewFiltersAnswer,
} from '../../worker/api/contract/destination-filters.ts'
import type { LiveEvent } from '../../worker/domain/live/live-event.ts'
import { shopAnswers } from './connections-answers.ts'
import type { StubAnswer } from './dashboard-stub.ts'
import { makeLiveEvent } from './live-answers.ts'
import { makeEvent } from './schema-answers.ts'

const DAY_AGO = new Date(Date.now() - 86_400_000).toISOString()

export const makeFilter = (
  overrides: Partial<DestinationFilterAnswer> = {},
): DestinationFilterAnswer => ({
  id: 'flt_test',
  sourceId: 'src_web',
  destinationId: 'dst_orders',
  title: 'No test orders',
  description: 'What the checks at night order, nobody ships.',
  if: "properties.test = true or match(userId, 'test-*')",
  actions: [{ type: 'DROP' }],
  enabled: true,
  createdAt: DAY_AGO,
  updatedAt: DAY_AGO,
  ...overrides,
})

/** One of each kind, one of them disabled. */
export const shopFilters = (): DestinationFilterAnswer[] => [
  makeFilter(),
  makeFilter({
    id: 'flt_share',
    title: 'A tenth of the page views',
    description: '',
    if: "type = 'page' and context.library.name != 'analytics-node' and properties.path != '/checkout'",
    actions: [{ type: 'SAMPLE', percent: 0.1, path: 'userId' }],
  }),
  makeFilter({
    id: 'flt_people',
    title: 'Nothing about people',
    description: '',
    if: 'all',
    actions: [
      { type: 'DROP_PROPERTIES', fields: { properties: ['email', 'phone'], '': ['context'] } },
      { type: 'ALLOW_PROPERTIES', fields: { traits: ['plan'] } },
    ],
    enabled: false,
  }),
]

const orders = (): LiveEvent[] => [
  makeLiveEvent({ event: 'Order Completed', properties: { total: 30.5, test: true } }),
  ...Array.from({ length: 14 }, () => makeLiveEvent({ event: 'Product Viewed' })),
  makeLiveEvent({
    type: 'identify',
    event: undefined,
    properties: undefined,
    traits: { email: 'ada@example.com', plan: 'team' },
  }),
]

const preview = (events: readonly LiveEvent[]): PreviewFiltersAnswer => {
  const previewed = events.map(({ acceptId, messageId, receivedAt, type, name }, index) => {
    const head = { acceptId, messageId, receivedAt, type, name }
    if (index === 0) return { ...head, result: 'drop', why: 'dropped' } as const
    if (type !== 'identify') return { ...head, result: 'pass' } as const
    return { ...head, result: 'change', patch: [{ op: 'remove', path: '/traits/email' }] } as const
  })
  const of = (result: string) => previewed.filter((one) => one.result === result).length
  return {
    events: previewed,
    counts: { pass: of('pass'), drop: of('drop'), change: of('change') },
  }
}

const SHEET = [
  'Event Name,Last Seen At (UTC),Property Name,Allowed,Blocked,Total,Planned',
  'Order Completed,2026-11-23T17:00:00.000Z,coupon,12,0,12,',
  'Order Completed,2026-11-23T17:00:00.000Z,products.$.sku,12,0,12,',
].join('\n')

/** A shop whose order service is spared some of its events. */
export function filterAnswers(): Record<string, StubAnswer> {
  const events = orders()
  const filters = shopFilters()
  const path = '/api/destination/dst_orders/filters'
  const none = {
    period: '30d',
    problems: {},
    totals: {},
    unlistedEvents: 0,
    controls: {},
    incomplete: false,
  }
  const saved = (filter: DestinationFilterAnswer): StubAnswer => ({ data: { filter } })
  return {
    ...shopAnswers(),
    'GET /api/sources/src_web/recent-events': { data: { events, complete: true, since: null } },
    'GET /api/sources/src_web/schema': {
      data: { ...none, events: [makeEvent('Order Completed'), makeEvent('Product Viewed')] },
    },
    'GET /api/sources/src_web/schema/export': { text: SHEET },
    [`GET ${path}`]: {
      data: { filters, pagination: { current: 'MA==', totalEntries: filters.length } },
    },
    ...Object.fromEntries(
      filters.flatMap((filter) => [
        [`GET ${path}/${filter.id}`, saved(filter)],
        [
          `PATCH ${path}/${filter.id}`,
          ({ body }: { body: unknown }) => saved({ ...filter, ...(body as object) }),
        ],
        [`DELETE ${path}/${filter.id}`, { data: { status: 'SUCCESS' } }],
      ]),
    ),
    [`POST ${path}`]: ({ body }) =>
      saved({ ...makeFilter({ id: 'flt_new' }), ...(body as object) }),
    'POST /api/destinations/dst_orders/filters/preview': { data: preview(events) },
  }
}
