import type { Page, WebSocketRoute } from 'playwright-core'
import type { LiveMessage, LiveRequest } from '../../worker/api/contract/live.ts'
import type { LiveEvent } from '../../worker/domain/live/live-event.ts'

const BEGIN_MS = Date.now() - 60_000

let made = 0

/** An event as the live view has it; each is a little newer than the one before. */
export function makeLiveEvent(
  fields: Record<string, unknown> = {},
  overrides: Partial<LiveEvent> = {},
): LiveEvent {
  made += 1
  const number = made
  const receivedAt = new Date(BEGIN_MS + number * 50).toISOString()
  const event = {
    type: 'track',
    event: 'Order Completed',
    userId: `user-${number}`,
    anonymousId: '7d2f7b1e-4f0c-4a58-9e8e-0d7a3f0b1c2d',
    messageId: `ajs-next-${1_763_900_000_000 + number}-a1b2c3`,
    properties: { order_id: `1000${number}`, total: 30.5, currency: 'EUR', items: [{ sku: 'a' }] },
    context: {
      library: { name: 'analytics.js', version: 'npm:next-1.84.3' },
      page: { path: '/checkout', url: 'https://shop.example/checkout', title: 'Checkout' },
      userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Firefox/140.0',
    },
    integrations: { 'Segment.io': true },
    timestamp: receivedAt,
    receivedAt,
    ...fields,
  }
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return {
    acceptId: `enam-0.${number}.0`,
    receivedAt,
    messageId: text(event.messageId),
    type: text(event.type),
    name: event.type === 'track' ? text(event.event) : text((fields as { name?: unknown }).name),
    userId: text(event.userId),
    anonymousId: text(event.anonymousId),
    state: 'allowed',
    code: '',
    message: '',
    destinations: {
      dst_orders: { routed: true },
      dst_lake: { filtered: 'FILTERED_BY_INTEGRATIONS_OBJECT' },
    },
    json: JSON.stringify(event),
    ...overrides,
  }
}

const nothing = { destinations: {}, json: null }

/** What a shop sends in a minute, newest first: every type and every state. */
export const shopEvents = (): LiveEvent[] =>
  [
    ...Array.from({ length: 30 }, (_, index) =>
      makeLiveEvent({ event: index % 3 === 0 ? 'Product Added' : 'Product Viewed' }),
    ),
    makeLiveEvent({
      type: 'identify',
      event: undefined,
      userId: 'user-ada',
      traits: { email: 'ada@example.com', plan: 'team' },
      properties: undefined,
    }),
    makeLiveEvent({ type: 'page', event: undefined, name: 'Pricing', userId: null }),
    makeLiveEvent({ type: 'screen', event: undefined, name: 'Cart' }),
    makeLiveEvent({
      type: 'group',
      event: undefined,
      groupId: 'team-7',
      traits: { name: 'Example Ltd' },
    }),
    makeLiveEvent({ type: 'alias', event: undefined, previousId: 'visitor-9', userId: 'user-9' }),
    makeLiveEvent(
      { event: 'Debug Ping' },
      {
        state: 'blocked',
        code: 'event_setting',
        message: 'a control of the source’s schema blocks this event',
        destinations: {},
      },
    ),
    makeLiveEvent(
      { event: '' },
      {
        state: 'rejected',
        code: 'no_user_anon_id',
        message: 'an event needs a userId or an anonymousId',
        userId: '',
        anonymousId: '',
        ...nothing,
      },
    ),
    makeLiveEvent(
      { event: 'Order Completed', userId: 'user-30' },
      {
        state: 'duplicate',
        code: 'duplicate_message_id',
        message: 'an event with the same messageId came from this source before',
        destinations: {},
      },
    ),
    makeLiveEvent({ event: 'Order Completed', userId: 'user-grace' }),
    makeLiveEvent({ event: 'Order Refunded' }, { state: 'pending', destinations: {} }),
  ].reverse()

export interface LiveService {
  /** Filters that were asked for, in order. */
  filters: unknown[]
  /** Batches that the page said it took in. */
  seen: number[]
  connections: number
  /** What the next snapshots have. */
  held: LiveEvent[]
  since: string | null
  /** New connections are refused while this is set. */
  away: boolean
  send: (events: LiveEvent[], skipped?: number) => void
  say: (message: LiveMessage) => void
  drop: (code?: number) => void
}

/** The service at the other end of the page's WebSocket. */
export async function startLive(page: Page, held: LiveEvent[]): Promise<LiveService> {
  let socket: WebSocketRoute | undefined
  let batch = 0
  const service: LiveService = {
    filters: [],
    seen: [],
    connections: 0,
    held,
    since: null,
    away: false,
    send: (events, skipped = 0) => {
      batch += 1
      service.held = [...[...events].reverse(), ...service.held]
      service.say({ kind: 'events', batch, events, seen: events.length + skipped, skipped })
    },
    say: (message) => socket?.send(JSON.stringify(message)),
    drop: (code = 1011) => void socket?.close({ code }),
  }
  await page.routeWebSocket(/\/live\/sources\//, (opened) => {
    service.connections += 1
    if (service.away) {
      void opened.close({ code: 1011 })
      return
    }
    socket = opened
    opened.onMessage((text) => {
      if (text === 'ping') {
        opened.send('pong')
        return
      }
      const request = JSON.parse(String(text)) as LiveRequest
      if (request.kind === 'seen') {
        service.seen.push(request.batch)
        return
      }
      service.filters.push(request.filter)
      service.say({ kind: 'snapshot', events: service.held, since: service.since })
    })
  })
  return service
}
