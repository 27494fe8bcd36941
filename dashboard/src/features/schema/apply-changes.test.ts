import { describe, expect, it } from 'vitest'
import type { SchemaAnswer, SchemaEvent } from '../../api/schema.ts'
import { eventsAfter, opposite, traitsAfter } from './apply-changes.ts'

const event = (kind: SchemaEvent['kind'], name: string): SchemaEvent => ({
  kind,
  name,
  allowed: 1,
  blocked: 0,
  firstSeen: '',
  lastSeen: '',
  off: false,
  destinationsOff: [],
  fields: 0,
  fieldsUnlisted: false,
  expected: false,
  archived: false,
  hints: [],
})
const answer = (...events: SchemaEvent[]) =>
  ({ events, controls: { blockedEvents: ['Gone'] } }) as SchemaAnswer

describe('a list after changes', () => {
  it('has the named track events switched, and none of another kind', () => {
    const before = answer(event('track', 'page'), event('track', 'Other'), event('page', ''))
    const { events } = eventsAfter(before, [{ control: 'event', name: 'page', allowed: false }])
    expect(events.map(({ off }) => off)).toEqual([true, false, false])
    const pages = eventsAfter(before, [{ control: 'page', allowed: false }])
    expect(pages.events.map(({ off }) => off)).toEqual([false, false, true])
  })

  it('has what was never seen switched too', () => {
    const allow = { control: 'event', name: 'Gone', allowed: true } as const
    expect(eventsAfter(answer(), [allow]).controls.blockedEvents).toEqual([])
    expect(eventsAfter(answer(), opposite([allow])).controls.blockedEvents).toEqual(['Gone'])
  })

  it('has destinations switched for one event', () => {
    const off = { control: 'destination', name: 'A', destinationId: 'd1', allowed: false } as const
    const after = eventsAfter(answer(event('track', 'A'), event('track', 'B')), [off])
    expect(after.events.map(({ destinationsOff }) => destinationsOff)).toEqual([['d1'], []])
    expect(eventsAfter(after, opposite([off])).events[0]?.destinationsOff).toEqual([])
  })

  it('has traits switched of the kind that was meant', () => {
    const field = {
      path: 'plan',
      types: [],
      allowed: 1,
      blocked: 0,
      firstSeen: '',
      lastSeen: '',
      off: false,
      hints: [],
    }
    const change = { control: 'trait', kind: 'group', path: 'plan', allowed: false } as const
    const before = { fields: [field], unlisted: false, incomplete: false }
    expect(traitsAfter(before, 'group', [change]).fields[0]?.off).toBe(true)
    expect(traitsAfter(before, 'identify', [change]).fields[0]?.off).toBe(false)
  })
})
