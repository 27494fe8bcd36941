import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { typesOf } from './field-types.ts'
import { MAX_FIELDS_PER_EVENT } from './limits.ts'
import { type NotedEvent, NoteTaker } from './note-taker.ts'
import type { EventNote } from './notes.ts'

const receivedAt = '2026-11-23T17:00:00.000Z'

function noted(...events: (Partial<NotedEvent> & Pick<NotedEvent, 'fields'>)[]): EventNote[] {
  const taker = new NoteTaker()
  for (const event of events) taker.add({ receivedAt, blocked: false, ...event })
  return [...taker.notes.values()].flatMap(({ events }) => [...events.values()])
}

const track = (properties: unknown, event = 'Order Completed') => ({
  fields: { type: 'track', event, properties },
})

const typesIn = (note: EventNote | undefined) =>
  Object.fromEntries([...(note?.fields ?? [])].map(([path, field]) => [path, typesOf(field.types)]))

const countsIn = (note: EventNote | undefined) =>
  Object.fromEntries(
    [...(note?.fields ?? [])].map(([path, { allowed, blocked }]) => [path, [allowed, blocked]]),
  )

describe('what is noted of an event', () => {
  it('names the fields with dots, and items of lists with a dollar sign', () => {
    const [note] = noted(
      track({
        order_id: 'a',
        total: 9.5,
        quantity: 2,
        gift: true,
        coupon: null,
        placed_at: '2026-11-23T17:00:00.000Z',
        address: { city: 'Bern', geo: { lat: 46.9 } },
        products: [
          { sku: 'x', price: 1 },
          { sku: 'y', tags: ['new', 1] },
        ],
        empty: [],
      }),
    )
    expect(typesIn(note)).toEqual({
      order_id: ['string'],
      total: ['number'],
      quantity: ['integer'],
      gift: ['boolean'],
      coupon: ['null'],
      placed_at: ['date-time'],
      address: ['object'],
      'address.city': ['string'],
      'address.geo': ['object'],
      'address.geo.lat': ['number'],
      products: ['array'],
      'products.$.sku': ['string'],
      'products.$.price': ['integer'],
      'products.$.tags': ['array'],
      'products.$.tags.$': ['string', 'integer'],
      empty: ['array'],
    })
  })

  it('takes nothing but a full ISO time for a time', () => {
    const texts = {
      date: '2026-11-23',
      no_seconds: '2026-11-23T17:00Z',
      offset: '2026-11-23T17:00:00+01:00',
      local: '2026-11-23T17:00:00',
      month: '2026-13-23T17:00:00Z',
      words: '2026-11-23The day after',
    }
    const [note] = noted(track(texts))
    expect(typesIn(note)).toMatchObject({
      date: ['string'],
      no_seconds: ['date-time'],
      offset: ['date-time'],
      local: ['date-time'],
      month: ['string'],
      words: ['string'],
    })
  })

  it('counts a call once per field, however many items of a list have it', () => {
    const [note] = noted(track({ products: [{ sku: 'a' }, { sku: 'b' }] }), track({ products: [] }))
    expect(note).toMatchObject({ allowed: 2, blocked: 0 })
    expect(countsIn(note)).toEqual({ products: [2, 0], 'products.$.sku': [1, 0] })
  })

  it('knows the types that came one after the other', () => {
    const [note] = noted(track({ total: 1 }), track({ total: 1.5 }), track({ total: 'free' }))
    expect(typesIn(note)).toEqual({ total: ['string', 'number', 'integer'] })
  })

  it('keeps a row per event name, and one for each of the other kinds', () => {
    const notes = noted(
      track({}),
      track({}, 'order_completed'),
      { fields: { type: 'identify', traits: { plan: 'pro' } } },
      { fields: { type: 'identify', traits: {} } },
      { fields: { type: 'group', traits: { seats: 3 } } },
      { fields: { type: 'page', name: 'Home', properties: { path: '/' } } },
      { fields: { type: 'page', name: 'Prices', properties: { path: '/prices' } } },
      { fields: { type: 'screen', name: 'Home' } },
      { fields: { type: 'alias', userId: 'a', previousId: 'b' } },
    )
    expect(notes.map(({ kind, name, allowed }) => [kind, name, allowed])).toEqual([
      [0, 'Order Completed', 1],
      [0, 'order_completed', 1],
      [1, '', 2],
      [2, '', 1],
      [3, '', 2],
      [4, '', 1],
    ])
  })

  it('counts blocked events and their fields as blocked', () => {
    const [note] = noted({ ...track({ a: 1 }), blocked: true }, track({ a: 1 }))
    expect(note).toMatchObject({ allowed: 1, blocked: 1 })
    expect(countsIn(note)).toEqual({ a: [1, 1] })
  })

  it('counts omitted traits as blocked, whether the event still has them or not', () => {
    const omitted = ['email', 'address.city', 'gone']
    const identify = (traits: unknown) => ({ fields: { type: 'identify', traits }, omitted })
    const [note] = noted(
      identify({ email: 'a@x.io', address: { city: 'Bern', zip: '3000' } }),
      identify({ address: { zip: '3000' } }),
      { fields: { type: 'identify', traits: { email: 'b@x.io' } } },
    )
    expect(note).toMatchObject({ allowed: 3, blocked: 0 })
    expect(countsIn(note)).toEqual({
      email: [1, 2],
      address: [2, 0],
      'address.city': [0, 2],
      'address.zip': [2, 0],
      gone: [0, 2],
    })
    expect(typesIn(note).gone).toEqual([])
  })

  it('remembers when each field was first and last seen', () => {
    const at = (second: number) => `2026-11-23T17:00:0${second}.000Z`
    const [note] = noted(
      { ...track({ a: 1 }), receivedAt: at(1) },
      { ...track({ a: 1, b: 1 }), receivedAt: at(2) },
      { ...track({ a: 1 }), receivedAt: at(3) },
    )
    expect(note).toMatchObject({ first: Date.parse(at(1)), last: Date.parse(at(3)) })
    const times = [...(note?.fields ?? [])].map(([path, { first, last }]) => [path, first, last])
    expect(times).toEqual([
      ['a', Date.parse(at(1)), Date.parse(at(3))],
      ['b', Date.parse(at(2)), Date.parse(at(2))],
    ])
  })

  it('says so when an event has more fields than are listed, and counts it all the same', () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`f${n}`, n]))
    const [note] = noted(track(many))
    expect(note?.fields.size).toBe(MAX_FIELDS_PER_EVENT)
    expect(note).toMatchObject({ allowed: 1, fieldsUnlisted: true })
  })

  it('gives up below ten levels and on very long keys', () => {
    let deep: unknown = 1
    for (let n = 0; n < 200; n++) deep = n % 2 === 0 ? { k: deep } : [deep]
    const [note] = noted(track({ deep, ['x'.repeat(300)]: 1, fine: 1 }))
    expect(note?.fieldsUnlisted).toBe(true)
    expect(note?.fields.has('fine')).toBe(true)
    expect(Math.max(...[...(note?.fields.keys() ?? [])].map((path) => path.length))).toBeLessThan(
      200,
    )
  })

  it('writes keys that look like paths so that they cannot be mistaken for others', () => {
    const [note] = noted(track({ 'a.b': 1, a: { b: 2 }, list: { $: 1 } }))
    expect([...(note?.fields.keys() ?? [])]).toEqual(['a\\.b', 'a', 'a.b', 'list', 'list.\\$'])
  })

  it('survives any event', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 5 })), (values) => {
        const [note] = noted(...values.map((properties) => track(properties)))
        expect(note?.allowed ?? 0).toBe(values.length)
      }),
    )
  })
})
