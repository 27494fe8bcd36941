import type { BooksAnswer } from '../../worker/api/contract/books.ts'
import {
  type DeliveryCounts,
  destinationBooks,
  type SourceCounts,
  sourceBooks,
} from '../../worker/domain/balance.ts'
import { eventKey, routeKey } from '../../worker/domain/books.ts'
import type { EventOutcome } from '../../worker/domain/outcome.ts'
import { testBooks } from '../../worker/domain/test-books.ts'
import { makeSource, shopAnswers } from './connections-answers.ts'
import type { StubAnswer } from './dashboard-stub.ts'

const HOUR_MS = 3_600_000

/** An event too many or too few, in one hour. */
export interface Slip {
  /** `source`: counted as received and never again; a destination: taken on and not accounted for. */
  of: 'source' | 'dst_orders'
  hoursAgo: number
}

interface Hour {
  hour: string
  source: SourceCounts
  deliveries: Record<string, DeliveryCounts>
}

const hourAt = (hoursAgo: number): string =>
  new Date(Date.now() - hoursAgo * HOUR_MS).toISOString().slice(0, 13)

const event = (outcome: EventOutcome, code = '') =>
  eventKey({ outcome, code, type: 'track', name: 'Order Completed' })
const route = (destinationId: string, code = '') =>
  routeKey({
    destinationId,
    outcome: code === '' ? 'routed' : 'filtered at destination',
    code,
  })

/** An hour of the shop's website; the running one has events on their way. */
function makeHour(hoursAgo: number, slips: readonly Slip[]): Hour {
  const passed = 900 + ((hoursAgo * 37) % 400)
  const slipped = (of: Slip['of']) =>
    slips.some((slip) => slip.of === of && slip.hoursAgo === hoursAgo) ? 1 : 0
  const inPipeline = hoursAgo === 0 ? 12 : 0
  const waiting = hoursAgo < 2 ? 7 : 0
  const routed = passed - 9
  return {
    hour: hourAt(hoursAgo),
    source: {
      received: passed + 58 + inPipeline + slipped('source'),
      inPipeline,
      events: {
        [event('passed')]: passed,
        [event('failed on ingest', 'no_user_anon_id')]: 31,
        [event('failed on ingest', 'event_not_defined')]: 4,
        [event('duplicate', 'duplicate_message_id')]: 18,
        [event('filtered at source', 'event_setting')]: 5,
      },
      destinations: {
        [route('dst_orders')]: routed,
        [route('dst_orders', 'FILTERED_BY_INTEGRATIONS_OBJECT')]: 9,
        [route('dst_lake')]: passed,
      },
    },
    deliveries: {
      dst_orders: {
        routed: { '': routed },
        delivered: { '200': routed - 6 - waiting - slipped('dst_orders'), '204': 3 },
        'awaiting retry': { '503': waiting },
        'failed delivery': { '400': 2, ETIMEDOUT: 1 },
      },
      dst_lake: { routed: { '': passed }, delivered: { '200': passed } },
    },
  }
}

/** Books of the website for the hours asked for, as the service would answer. */
export function websiteBooks(query: URLSearchParams, slips: readonly Slip[] = []): BooksAnswer {
  const from = query.get('from') ?? hourAt(23)
  const to = query.get('to') ?? hourAt(-1)
  const hours = Array.from({ length: 31 * 24 }, (_, hoursAgo) => makeHour(hoursAgo, slips))
    .filter(({ hour }) => hour >= from && hour < to)
    .reverse()
  const destination = (id: string, name: string, tests: boolean) => ({
    destinationId: id,
    sourceId: 'src_web',
    name,
    ...destinationBooks(
      id,
      hours.map(({ source }) => source),
      hours.map(({ deliveries }) => deliveries[id] ?? {}),
    ),
    hours: hours.map(({ hour, source, deliveries }) => ({
      hour,
      ...destinationBooks(id, [source], [deliveries[id] ?? {}]),
    })),
    tests: {
      ...testBooks(tests ? [{ delivered: { OK: 3 }, failed: { '400': 2 } }] : []),
      hours: [],
    },
  })
  return {
    from,
    to,
    sources: [
      {
        sourceId: 'src_web',
        name: 'Website',
        ...sourceBooks(hours.map(({ source }) => source)),
        hours: hours.map(({ hour, source }) => ({ hour, ...sourceBooks([source]) })),
      },
    ],
    destinations: [
      destination('dst_orders', 'Order service', true),
      destination('dst_lake', 'Data lake', false),
    ],
  }
}

const silentBooks = (sourceId: string, query: URLSearchParams): BooksAnswer => ({
  from: query.get('from') ?? hourAt(23),
  to: query.get('to') ?? hourAt(-1),
  sources: [{ sourceId, name: sourceId, ...sourceBooks([]), hours: [] }],
  destinations: [],
})

export const booksAnswer =
  (slips: readonly Slip[] = []): StubAnswer =>
  ({ query }) => {
    const sourceId = query.get('sourceId') ?? ''
    return {
      data: sourceId === 'src_web' ? websiteBooks(query, slips) : silentBooks(sourceId, query),
    }
  }

export const booksAnswers = (): Record<string, StubAnswer> => ({
  ...shopAnswers(),
  'GET /api/books': booksAnswer(),
})

/** More sources than the service tells the books of in one answer. */
export const manySources = (count: number): StubAnswer => ({
  data: {
    sources: Array.from({ length: count }, (_, index) =>
      makeSource({ id: `src_${index}`, slug: `site-${index}`, name: `Site ${index + 1}` }),
    ),
    pagination: { current: 'MA==', totalEntries: count },
  },
})
