import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyFilters, type FilterEffect } from './destination-filter.ts'
import type { FilterAction, TargetFilter } from './filter-schema.ts'

/** Any even spread will do here: FNV-1a, mixed once more. */
function hashShare(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

type Event = Record<string, unknown>
const track = (overrides: Event = {}): Event => ({
  type: 'track',
  event: 'E',
  messageId: 'm-1',
  ...overrides,
})
let n = 0
const filter = (condition: string, ...actions: FilterAction[]): TargetFilter => ({
  id: `flt_${n++}`,
  if: condition,
  actions,
})
const DROP: FilterAction = { type: 'DROP' }
const dropping = (fields: Record<string, string[]>): FilterAction => ({
  type: 'DROP_PROPERTIES',
  fields,
})
const allowing = (fields: Record<string, string[]>): FilterAction => ({
  type: 'ALLOW_PROPERTIES',
  fields,
})
const sample = (percent: number, path?: string): FilterAction => ({
  type: 'SAMPLE',
  percent,
  ...(path !== undefined && { path }),
})
const apply = (event: Event, ...filters: TargetFilter[]): FilterEffect =>
  applyFilters(event, filters, hashShare)
const resultOf = (event: Event, ...filters: TargetFilter[]): unknown => {
  const effect = apply(event, ...filters)
  return effect.effect === 'changed' ? effect.event : effect.effect
}

describe('filters of a destination', () => {
  it('let pass what fits none of them', () => {
    expect(apply(track())).toEqual({ effect: 'passed' })
    expect(apply(track(), filter("event = 'Other'", DROP))).toEqual({ effect: 'passed' })
  })

  it('drop what fits, and say which of them did', () => {
    const drop = filter("event = 'E'", DROP)
    expect(apply(track(), filter('all', dropping({ '': ['x'] })), drop)).toEqual({
      effect: 'filtered',
      filterId: drop.id,
      why: 'dropped',
    })
  })

  it('send nothing when one of them cannot be read', () => {
    const broken = filter('event ==', DROP)
    expect(apply(track(), filter('all', sample(1)), broken)).toEqual({
      effect: 'filtered',
      filterId: broken.id,
      why: 'invalid_fql',
    })
  })

  it('send nothing when one of them would take too long', () => {
    const slow = filter(`match(event, '*${'a'.repeat(500)}b')`, dropping({ '': ['x'] }))
    const event = track({ event: 'a'.repeat(30_000) })
    expect(apply(event, slow)).toMatchObject({ effect: 'filtered', why: 'too_expensive' })
  })

  it('intersect when several each allow one thing only', () => {
    const only = (condition: string) => filter(`!(${condition})`, DROP)
    const both = [only("event = 'E'"), only("userId = 'u'")]
    expect(apply(track({ userId: 'u' }), ...both).effect).toBe('passed')
    expect(apply(track({ userId: 'v' }), ...both).effect).toBe('filtered')
  })

  it('sample before they drop, and drop before they change', () => {
    const filters = [
      filter('all', allowing({ properties: [] })),
      filter('all', DROP),
      filter('all', sample(0)),
    ]
    expect(apply(track(), ...filters)).toMatchObject({ why: 'sampled' })
    expect(apply(track(), ...filters.slice(0, 2))).toMatchObject({ why: 'dropped' })
  })

  it('all look at the event as it came', () => {
    const event = track({ properties: { email: 'a@b.c', plan: 'pro' } })
    const filters = [
      filter('all', dropping({ properties: ['plan'] })),
      filter("properties.plan = 'pro'", dropping({ properties: ['email'] })),
    ]
    expect(resultOf(event, ...filters)).toEqual(track({ properties: {} }))
  })

  it('name those that changed something', () => {
    const first = filter('all', dropping({ properties: ['a'] }))
    const idle = filter('all', dropping({ properties: ['none'] }))
    expect(apply(track({ properties: { a: 1 } }), idle, first)).toMatchObject({
      filterIds: [first.id],
    })
    expect(apply(track({ properties: { b: 1 } }), first, idle)).toEqual({ effect: 'passed' })
  })
})

describe('dropped and allowed properties', () => {
  it.each<[string, FilterAction, Event, unknown]>([
    ['a top-level field', dropping({ '': ['userId'] }), { userId: 'u' }, {}],
    [
      'fields of two objects',
      dropping({ properties: ['a'], 'context.device': ['id'] }),
      { properties: { a: 1, b: 2 }, context: { device: { id: 1, type: 't' } } },
      { properties: { b: 2 }, context: { device: { type: 't' } } },
    ],
    [
      'of every object in a list',
      dropping({ 'properties.products': ['price'] }),
      { properties: { products: [{ sku: 1, price: 2 }, 'text', { price: 3 }] } },
      { properties: { products: [{ sku: 1 }, 'text', {}] } },
    ],
    [
      'a whole list from its parent',
      dropping({ properties: ['products'] }),
      { properties: { products: [1] } },
      { properties: {} },
    ],
    ['a missing path', dropping({ 'a.b.c': ['x'] }), { a: { b: 5 } }, 'passed'],
    [
      'a key with a dot is one name',
      dropping({ properties: ['a.b'] }),
      { properties: { a: { b: 1 } } },
      'passed',
    ],
    [
      'an object whose name has a dot',
      dropping({ 'properties.a\\.b': ['c'] }),
      { properties: { 'a.b': { c: 1 } } },
      { properties: { 'a.b': {} } },
    ],
    ['names that objects inherit', dropping({ toString: ['x'] }), {}, 'passed'],
    [
      'the notes of the service',
      dropping({ '': ['_metadata'] }),
      { _metadata: { hops: 1 } },
      'passed',
    ],
    [
      'what is in the notes of the service',
      dropping({ _metadata: ['hops'] }),
      { _metadata: { hops: 1 } },
      'passed',
    ],
    [
      'nothing but what is allowed',
      allowing({ properties: ['a'], traits: [] }),
      { properties: { a: 1, b: 2 }, traits: { c: 1 }, context: { d: 1 } },
      { properties: { a: 1 }, traits: {}, context: { d: 1 } },
    ],
  ])('%s', (_, action, fields, expected) => {
    const event = track(fields)
    const before = JSON.stringify(event)
    const result = typeof expected === 'string' ? expected : track(expected as Event)
    expect(resultOf(event, filter('all', action))).toEqual(result)
    expect(JSON.stringify(event)).toBe(before)
  })

  it('keep what an event is known by, unless it is dropped by name', () => {
    const identity = {
      type: 'track',
      messageId: 'm-1',
      timestamp: 't',
      userId: 'u',
      anonymousId: 'a',
      _metadata: { hops: 1 },
    }
    const event = { ...identity, event: 'E', properties: { a: 1 } }
    expect(resultOf(event, filter('all', allowing({ '': [] })))).toEqual(identity)
    const { userId, ...anonymous } = identity
    const both = filter('all', allowing({ '': ['userId'] }), dropping({ '': ['userId'] }))
    expect(resultOf(event, both)).toEqual(anonymous)
    expect(userId).toBe('u')
  })

  it('treat __proto__ as a key like any other', () => {
    const properties = JSON.parse('{"__proto__": {"a": 1}, "b": 2}')
    const result = resultOf(track({ properties }), filter('all', dropping({ properties: ['b'] })))
    expect(JSON.stringify(result)).toContain('"properties":{"__proto__":{"a":1}}')
  })
})

describe('a sample', () => {
  const keptOf = (count: number, filters: TargetFilter[], event: (i: number) => Event) =>
    Array.from({ length: count }, (_, i) => apply(event(i), ...filters)).filter(
      ({ effect }) => effect === 'passed',
    ).length

  it('keeps its share of messages', () => {
    const byMessage = (i: number) => track({ messageId: `m-${i}` })
    const quarter = keptOf(20_000, [filter('all', sample(0.25))], byMessage)
    expect(quarter).toBeGreaterThan(4_700)
    expect(quarter).toBeLessThan(5_300)
    const two = keptOf(20_000, [filter('all', sample(0.5)), filter('all', sample(0.5))], byMessage)
    expect(two).toBeGreaterThan(4_700)
    expect(two).toBeLessThan(5_300)
  })

  it('decides by the value of its field, the same for every filter and type', () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ min: 0, max: 1, noNaN: true }), (userId, percent) => {
        const one = apply(track({ userId }), filter('all', sample(percent, 'userId'))).effect
        const other = track({ userId, messageId: 'm-2', event: 'Other' })
        expect(apply(other, filter('all', sample(percent, 'userId'))).effect).toBe(one)
        const kept = percent >= 1 || hashShare(JSON.stringify(userId)) < percent
        expect(one).toBe(kept ? 'passed' : 'filtered')
      }),
    )
  })

  it('goes by the message where its field is missing', () => {
    const filters = [filter('all', sample(0.5, 'properties.team.id'))]
    const kept = keptOf(2_000, filters, (i) => track({ messageId: `m-${i}` }))
    expect(kept).toBeGreaterThan(850)
    expect(kept).toBeLessThan(1_150)
  })

  it('keeps all at 1 and none at 0', () => {
    expect(apply(track(), filter('all', sample(1))).effect).toBe('passed')
    expect(apply(track(), filter('all', sample(0))).effect).toBe('filtered')
  })
})

describe('any filters', () => {
  const key = fc.constantFrom('a', 'b', 'properties', '_metadata', 'userId')
  const fields = fc.dictionary(
    fc.constantFrom('', 'a', 'properties', 'properties.a'),
    fc.array(key, { maxLength: 3 }),
    { minKeys: 1, maxKeys: 3 },
  )
  const action: fc.Arbitrary<FilterAction> = fc.oneof(
    fc.constant(DROP),
    fields.map(dropping),
    fields.map(allowing),
    fc.double({ min: 0, max: 1, noNaN: true }).map((percent) => sample(percent)),
  )
  const filters = fc.array(
    fc.tuple(fc.constantFrom('all', 'a = 1', '!b', 'nope('), fc.array(action, { maxLength: 3 })),
    { maxLength: 6 },
  )
  const event = fc.dictionary(key, fc.jsonValue({ maxDepth: 3 })).map((data) => track(data))

  it('answer the same each time, leave the event alone, and only take away', () => {
    fc.assert(
      fc.property(filters, event, (drafts, data) => {
        const list = drafts.map(([condition, actions]) => filter(condition, ...actions))
        const before = JSON.stringify(data)
        const effect = applyFilters(data, list, hashShare)
        expect(applyFilters(data, list, hashShare)).toEqual(effect)
        expect(JSON.stringify(data)).toBe(before)
        if (effect.effect !== 'changed') return
        expect(data).toMatchObject(effect.event)
        expect(effect.filterIds.length).toBeGreaterThan(0)
      }),
      { numRuns: 1000 },
    )
  })
})
