import { describe, expect, it } from 'vitest'
import { acceptEvent } from './accept-event.ts'
import { MAX_EVENT_BYTES, MAX_NESTING, MAX_PROPERTIES, MIN_PROPERTY_BYTES } from './limits.ts'
import type { Envelope } from './normalize.ts'

const envelope: Envelope = {
  receivedAt: '2026-11-23T17:00:00.000Z',
  receivedMs: Date.parse('2026-11-23T17:00:00.000Z'),
  sentAt: null,
  context: null,
  integrations: null,
  routeCaller: 'client',
  address: null,
  defaultLibrary: 'http-api',
  hops: 0,
}
const accept = (properties: unknown, over: Partial<Envelope> = {}) => {
  const sent = { type: 'track', event: 'E', userId: 'u', properties }
  const result = acceptEvent(sent, null, { ...envelope, ...over }, () => 'id')
  return result.ok ? 'accepted' : result.error.code
}

/** Properties that make the whole event as large as asked. */
const padded = (bytes: number, char = 'x') => {
  const sent = { type: 'track', event: 'E', userId: 'u', properties: { p: '' }, context: {} }
  const room = bytes - JSON.stringify(sent).length
  return { p: char.repeat(Math.floor(room / Buffer.byteLength(char))) }
}

const nested = (levels: number): unknown =>
  JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)

describe('acceptEvent', () => {
  it('takes events up to the limit, not counting what we add to them', () => {
    expect(accept(padded(MAX_EVENT_BYTES - 200))).toBe('accepted')
    expect(accept(padded(MAX_EVENT_BYTES + 200))).toBe('event_too_large')
  })

  it('counts bytes, not characters', () => {
    expect(accept(padded(MAX_EVENT_BYTES - 200, '€'))).toBe('accepted')
    expect(accept({ p: '€'.repeat(MAX_EVENT_BYTES / 2) })).toBe('event_too_large')
  })

  it('counts what an event inherits from its batch', () => {
    const context = { note: 'x'.repeat(MAX_EVENT_BYTES) }
    expect(accept({}, { context })).toBe('event_too_large')
  })

  it('takes nesting up to the limit', () => {
    // The event itself is the first level.
    expect(accept(nested(MAX_NESTING - 1))).toBe('accepted')
    expect(accept(nested(MAX_NESTING))).toBe('nesting_too_deep')
  })

  it('refuses nesting beyond what the stack holds, and does not fall over it', () => {
    expect(accept(nested(100_000))).toBe('nesting_too_deep')
  })

  it('needs no limit on properties: an event that is small enough cannot have too many', () => {
    expect(MAX_EVENT_BYTES / MIN_PROPERTY_BYTES).toBeLessThan(MAX_PROPERTIES)
  })
})
