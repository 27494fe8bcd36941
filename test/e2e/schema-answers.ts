import type {
  FieldType,
  NamingHint,
  SchemaAnswer,
  SchemaChange,
  SchemaEvent,
  SchemaField,
  SchemaFieldsAnswer,
  SchemaKind,
} from '../../worker/api/contract/schema.ts'
import { shopAnswers } from './connections-answers.ts'
import type { StubAnswer } from './dashboard-stub.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS).toISOString()
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString()

export const makeEvent = (name: string, overrides: Partial<SchemaEvent> = {}): SchemaEvent => ({
  kind: 'track',
  name,
  allowed: 120,
  blocked: 0,
  firstSeen: daysAgo(24),
  lastSeen: minutesAgo(2),
  off: false,
  destinationsOff: [],
  fields: 4,
  fieldsUnlisted: false,
  expected: false,
  archived: false,
  hints: [],
  ...overrides,
})

export const makeField = (
  path: string,
  types: FieldType[],
  overrides: Partial<SchemaField> = {},
): SchemaField => ({
  path,
  types,
  allowed: 120,
  blocked: 0,
  firstSeen: daysAgo(24),
  lastSeen: minutesAgo(2),
  off: false,
  hints: [],
  ...overrides,
})

const hint = (problem: NamingHint['problem'], message: string, suggestion = ''): NamingHint => ({
  problem,
  message,
  suggestion,
})

const OBJECT_ACTION = 'Event names read best as an object and what was done to it, in Title Case.'

/** What the website of a shop sends, with the names that one finds in life. */
export const shopEvents = (): SchemaEvent[] => [
  makeEvent('Product Viewed', { allowed: 39_060, fields: 7 }),
  makeEvent('Order Completed', { allowed: 4_630, fields: 22, destinationsOff: ['dst_lake'] }),
  makeEvent('order_completed', {
    allowed: 212,
    lastSeen: minutesAgo(190),
    hints: [
      hint(
        'near_duplicate',
        'It differs from “Order Completed” in spelling only.',
        'Order Completed',
      ),
      hint('not_object_action', OBJECT_ACTION, 'Order Completed'),
    ],
  }),
  makeEvent('Cart Debug Dump', {
    allowed: 18,
    blocked: 1_904,
    off: true,
    lastSeen: minutesAgo(31),
    fields: 1,
    fieldsUnlisted: true,
  }),
  makeEvent('clicked button 7f3a91', {
    allowed: 3,
    lastSeen: daysAgo(2),
    fields: 0,
    hints: [
      hint(
        'dynamic_name',
        'The name holds what looks like an id: “7f3a91”. Put it into a property.',
      ),
      hint('not_object_action', OBJECT_ACTION, 'Button Clicked'),
    ],
  }),
  makeEvent('Subscription Paused', {
    allowed: 0,
    expected: true,
    fields: 0,
    firstSeen: '',
    lastSeen: '',
  }),
  makeEvent(
    'A name that a person has written into a call without much thought about how long it becomes',
    {
      allowed: 1,
      lastSeen: daysAgo(6),
    },
  ),
]

export const archivedEvent = () =>
  makeEvent('Old Banner Shown', { off: true, archived: true, blocked: 77, allowed: 0 })

const orderFields = (): SchemaField[] => [
  makeField('order_id', ['string'], { allowed: 4_630 }),
  makeField('total', ['number', 'string'], { allowed: 4_601 }),
  makeField('currency', ['string', 'null'], { allowed: 4_630 }),
  makeField('orderedAt', ['date-time'], {
    allowed: 1_310,
    hints: [hint('not_snake_case', 'Properties read best in snake_case.', 'ordered_at')],
  }),
  makeField('products', ['array'], { allowed: 4_630 }),
  makeField('products.$.sku', ['string'], { allowed: 4_630 }),
  makeField('products.$.price', ['number', 'integer'], { allowed: 4_630 }),
  makeField('shipping.address.country_code', ['string'], { allowed: 902, lastSeen: daysAgo(3) }),
  ...Array.from({ length: 12 }, (_, index) =>
    makeField(`attributes.extra_${index + 1}`, ['string'], { allowed: 12 - index }),
  ),
]

const traits = (): SchemaField[] => [
  makeField('email', ['string'], { allowed: 731 }),
  makeField('plan', ['string', 'null'], { allowed: 540 }),
  makeField('password', ['string'], { allowed: 2, blocked: 44, off: true }),
  makeField('createdAt', ['date-time', 'integer'], {
    allowed: 300,
    hints: [hint('not_snake_case', 'Traits read best in snake_case.', 'created_at')],
  }),
  makeField('address', ['object'], { allowed: 88 }),
  makeField('address.city', ['string'], { allowed: 88 }),
]

const PAGE_FIELDS = () => [
  makeField('path', ['string'], { allowed: 9_812 }),
  makeField('referrer', ['string'], { allowed: 9_812 }),
  makeField('title', ['string'], { allowed: 9_640 }),
]

/** As many as are listed at most. */
export const manyEvents = (count: number): SchemaEvent[] =>
  Array.from({ length: count }, (_, index) =>
    makeEvent(`Feature ${index + 1} Used`, {
      allowed: (index * 7_919) % 50_000,
      blocked: index % 40 === 0 ? 12 : 0,
      off: index % 40 === 0,
      lastSeen: minutesAgo(index),
      fields: 300,
    }),
  )

export const manyFields = (count: number): SchemaField[] =>
  Array.from({ length: count }, (_, index) => makeField(`property_${index + 1}`, ['string']))

/** What the service holds for one source, changed by what is asked of it. */
interface Held {
  events: SchemaEvent[]
  fields: Partial<Record<SchemaKind, (name: string) => SchemaField[]>>
  unlistedEvents: number
  incomplete: boolean
  traitsOff: Set<string>
  /** Names of blocked events, listed or not. */
  blocked: Set<string>
}

const answerOf = (held: Held, query: URLSearchParams): SchemaAnswer => {
  const kind = query.get('kind')
  const archived = query.get('archived') === 'true'
  const count = (of: SchemaKind) =>
    held.events.filter((event) => event.kind === of && !event.archived).length
  const problems = (of: SchemaKind) =>
    of === 'track'
      ? held.events.filter((event) => event.kind === of && event.hints.length > 0).length
      : (held.fields[of]?.('') ?? []).filter(({ hints }) => hints.length > 0).length
  const perKind = <T>(value: (of: SchemaKind) => T) => ({
    track: value('track'),
    identify: value('identify'),
    group: value('group'),
    page: value('page'),
    screen: value('screen'),
  })
  return {
    period: (query.get('period') ?? '7d') as SchemaAnswer['period'],
    events: held.events.filter(
      (event) => (kind === null || event.kind === kind) && (archived || !event.archived),
    ),
    problems: perKind(problems),
    totals: perKind(count),
    unlistedEvents: held.unlistedEvents,
    incomplete: held.incomplete,
    controls: {
      blockedEvents: [...held.blocked],
      blockPage: false,
      blockScreen: false,
      blockedIdentifyTraits: [...held.traitsOff],
      blockedGroupTraits: [],
      destinationsOff: {},
    },
  }
}

const fieldsOf = (held: Held, query: URLSearchParams): SchemaFieldsAnswer => {
  const kind = query.get('kind') as SchemaKind
  const fields = held.fields[kind]?.(query.get('name') ?? '') ?? []
  return {
    fields: fields.map((field) => ({ ...field, off: field.off || held.traitsOff.has(field.path) })),
    unlisted: query.get('name') === 'Cart Debug Dump',
    incomplete: held.incomplete,
  }
}

function change(held: Held, changes: readonly SchemaChange[]): void {
  for (const each of changes) {
    if (each.control === 'trait') {
      if (each.allowed) held.traitsOff.delete(each.path)
      else held.traitsOff.add(each.path)
      continue
    }
    if (each.control === 'event') {
      if (each.allowed) held.blocked.delete(each.name)
      else held.blocked.add(each.name)
    }
    held.events = held.events.map((event) => {
      if (each.control === 'destination') {
        if (event.name !== each.name) return event
        const others = event.destinationsOff.filter((id) => id !== each.destinationId)
        const destinationsOff = each.allowed ? others : [...others, each.destinationId]
        return { ...event, destinationsOff }
      }
      const isMeant =
        each.control === 'event' ? event.name === each.name : event.kind === each.control
      return isMeant ? { ...event, off: !each.allowed } : event
    })
  }
}

/** The shop, and what its website has sent. */
export function schemaAnswers(overrides: Partial<Held> = {}): Record<string, StubAnswer> {
  const held: Held = {
    events: [
      ...shopEvents(),
      archivedEvent(),
      makeEvent('', { kind: 'identify', allowed: 731, fields: 6 }),
      makeEvent('', { kind: 'page', allowed: 9_812, fields: 3 }),
    ],
    fields: {
      track: (name) => (name === 'Order Completed' ? orderFields() : orderFields().slice(0, 4)),
      identify: traits,
      page: PAGE_FIELDS,
    },
    unlistedEvents: 0,
    incomplete: false,
    traitsOff: new Set(),
    blocked: new Set(),
    ...overrides,
  }
  for (const { kind, name, off } of held.events) if (kind === 'track' && off) held.blocked.add(name)
  const path = '/api/sources/src_web/schema'
  return {
    ...shopAnswers(),
    [`GET ${path}`]: ({ query }) => ({ data: answerOf(held, query) }),
    [`GET ${path}/fields`]: ({ query }) => ({ data: fieldsOf(held, query) }),
    [`PATCH ${path}/controls`]: ({ body }) => {
      change(held, (body as { changes: SchemaChange[] }).changes)
      return { data: { controls: answerOf(held, new URLSearchParams()).controls } }
    },
    [`POST ${path}/archive`]: ({ body }) => {
      const { names, archived } = body as { names: string[]; archived: boolean }
      held.events = held.events.map((event) =>
        names.includes(event.name) ? { ...event, archived } : event,
      )
      return { data: {} }
    },
    [`POST ${path}/events`]: ({ body }) => {
      const { name } = body as { name: string }
      if (held.events.some((event) => event.name === name)) {
        return {
          status: 409,
          body: {
            errors: [{ type: 'conflict', field: 'name', message: 'It is on the list already.' }],
          },
        }
      }
      held.events.push(
        makeEvent(name, { expected: true, allowed: 0, fields: 0, firstSeen: '', lastSeen: '' }),
      )
      return { data: {} }
    },
    [`POST ${path}/clear`]: () => {
      held.events = []
      return { data: {} }
    },
    [`GET ${path}/export`]: { data: 'Event Name,Last Seen At' },
  }
}
