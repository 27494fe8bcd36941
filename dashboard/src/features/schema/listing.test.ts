import { describe, expect, it } from 'vitest'
import type { SchemaEvent } from '../../api/schema.ts'
import { eventsShown } from './listing.ts'

const event = (name: string, overrides: Partial<SchemaEvent> = {}): SchemaEvent => ({
  kind: 'track',
  name,
  allowed: 1,
  blocked: 0,
  firstSeen: '2026-11-01T00:00:00.000Z',
  lastSeen: '2026-11-23T00:00:00.000Z',
  off: false,
  destinationsOff: [],
  fields: 0,
  fieldsUnlisted: false,
  expected: false,
  archived: false,
  hints: [],
  ...overrides,
})
const names = (events: readonly SchemaEvent[]) => events.map(({ name }) => name)

describe('the list of events', () => {
  it('finds names that hold every word, whatever their case and order', () => {
    const events = [event('Order Completed'), event('Order Cancelled'), event('Cart Viewed')]
    expect(names(eventsShown(events, { q: 'compl ORDER' }, 'name'))).toEqual(['Order Completed'])
  })

  it('shows as blocked what is switched off, and what was blocked in the period', () => {
    const events = [event('a', { off: true }), event('b', { blocked: 3 }), event('c')]
    expect(names(eventsShown(events, { only: 'blocked' }, 'name'))).toEqual(['a', 'b'])
  })

  it('leaves out what is archived until it is asked for', () => {
    const events = [event('a', { archived: true, off: true }), event('b')]
    expect(names(eventsShown(events, {}, 'name'))).toEqual(['b'])
    expect(names(eventsShown(events, { archived: true }, 'name'))).toEqual(['a', 'b'])
  })

  it('sorts by the time last seen, and by name among equals; what was never seen comes last', () => {
    const events = [
      event('later', { lastSeen: '2026-11-23T01:00:00.000Z' }),
      event('expected', { lastSeen: '', firstSeen: '', expected: true }),
      event('b'),
      event('a'),
    ]
    expect(names(eventsShown(events, {}, 'recent'))).toEqual(['later', 'a', 'b', 'expected'])
    expect(names(eventsShown(events, {}, 'oldest')).at(-1)).toBe('expected')
  })

  it('sorts by counts, largest first', () => {
    const events = [event('few', { allowed: 2 }), event('many', { allowed: 200 })]
    expect(names(eventsShown(events, {}, 'allowed'))).toEqual(['many', 'few'])
  })
})
