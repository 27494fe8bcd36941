import { describe, expect, it } from 'vitest'
import { callerOfLibrary, collectableAddress } from './caller.ts'
import { type IncomingEvent, isSelfAlias } from './event.ts'
import { type Envelope, normalizeEvent } from './normalize.ts'

const RECEIVED_AT = '2026-11-23T17:00:00.000Z'

const envelope = (overrides: Partial<Envelope> = {}): Envelope => ({
  receivedAt: RECEIVED_AT,
  receivedMs: Date.parse(RECEIVED_AT),
  sentAt: null,
  context: null,
  integrations: null,
  routeCaller: 'server',
  address: '203.0.113.7',
  defaultLibrary: 'http-api',
  hops: 0,
  ...overrides,
})

const normalize = (event: object = {}, over: Partial<Envelope> = {}) =>
  normalizeEvent(
    { type: 'track', event: 'E', userId: 'u', ...event } as IncomingEvent,
    envelope(over),
    () => 'new-id',
  ) as ReturnType<typeof normalizeEvent> & { _metadata?: unknown }

describe('messageId', () => {
  it('is the caller’s, and ours only where there is none', () => {
    expect(normalize({ messageId: 'm1' }).messageId).toBe('m1')
    expect(normalize().messageId).toBe('new-id')
  })
})

describe('the four times', () => {
  it('come from the root’s sentAt, since libraries send it there', () => {
    const event = normalize(
      { timestamp: '2026-11-23T12:00:00.000Z' },
      { sentAt: '2026-11-23T12:00:05.000000+00:00' },
    )
    expect(event).toMatchObject({
      timestamp: '2026-11-23T16:59:55.000Z',
      originalTimestamp: '2026-11-23T12:00:00.000Z',
      sentAt: '2026-11-23T12:00:05.000Z',
      receivedAt: RECEIVED_AT,
    })
  })

  it('take the event’s own sentAt where the root has none, or none that can be read', () => {
    const times = { timestamp: '2026-11-23T12:00:00.000Z', sentAt: '2026-11-23T12:00:05.000Z' }
    expect(normalize(times).timestamp).toBe('2026-11-23T16:59:55.000Z')
    expect(normalize(times, { sentAt: 'now' }).timestamp).toBe('2026-11-23T16:59:55.000Z')
  })

  it('are all there when the caller sent none', () => {
    expect(normalize()).toMatchObject({
      timestamp: RECEIVED_AT,
      originalTimestamp: RECEIVED_AT,
      sentAt: RECEIVED_AT,
      receivedAt: RECEIVED_AT,
    })
  })

  it('are ours: a caller cannot say when we received the call', () => {
    const event = normalize({ receivedAt: '1999-01-01T00:00:00Z', originalTimestamp: 'x' })
    expect(event.receivedAt).toBe(RECEIVED_AT)
    expect(event.originalTimestamp).toBe(RECEIVED_AT)
  })

  it('take what cannot be read for missing, and keep it for the reader of the debugger', () => {
    const event = normalize(
      { timestamp: 'last tuesday', _metadata: { bundled: ['X'] } },
      { sentAt: 17 },
    )
    expect(event.timestamp).toBe(RECEIVED_AT)
    expect(event._metadata).toEqual({
      bundled: ['X'],
      unreadable: { timestamp: 'last tuesday', sentAt: 17 },
    })
  })
})

describe('context.ip', () => {
  const ip = (context: object, over: Partial<Envelope> = {}) =>
    normalize({ context }, over).context.ip

  it('is filled for libraries on devices, whatever the route', () => {
    for (const name of [
      'analytics.js',
      'analytics-kotlin',
      'analytics-ios',
      '@segment/analytics-react-native',
      'Analytics-CSharp',
    ]) {
      expect(ip({ library: { name } }, { routeCaller: 'server' })).toBe('203.0.113.7')
    }
  })

  it('is not filled for libraries on servers, whatever the route', () => {
    for (const name of [
      '@segment/analytics-node',
      'analytics-python',
      'analytics-go',
      'Analytics.NET',
    ]) {
      expect(ip({ library: { name } }, { routeCaller: 'client' })).toBeUndefined()
    }
  })

  it('follows the route for a library that is not known, or none', () => {
    expect(ip({ library: { name: 'mine' } }, { routeCaller: 'client' })).toBe('203.0.113.7')
    expect(ip({}, { routeCaller: 'client' })).toBe('203.0.113.7')
    expect(ip({}, { routeCaller: 'server' })).toBeUndefined()
  })

  it('is the caller’s where the call has one: that is how people are kept anonymous', () => {
    expect(ip({ ip: '0.0.0.0' }, { routeCaller: 'client' })).toBe('0.0.0.0')
    expect(normalize({}, { routeCaller: 'client', context: { ip: '0.0.0.0' } }).context.ip).toBe(
      '0.0.0.0',
    )
  })

  it('is filled when it is null, which means absent', () => {
    expect(ip({ ip: null }, { routeCaller: 'client' })).toBe('203.0.113.7')
    expect(normalize({ context: { ip: null } }).context).not.toHaveProperty('ip')
  })

  it('is filled for a server when context.direct asks for it', () => {
    expect(ip({ direct: true, library: { name: 'analytics-python' } })).toBe('203.0.113.7')
    expect(ip({ direct: 'true' })).toBeUndefined()
  })

  it('is never an IPv6 address', () => {
    expect(collectableAddress('2001:db8::1')).toBeNull()
    expect(collectableAddress('::ffff:203.0.113.7')).toBe('203.0.113.7')
    expect(collectableAddress('203.0.113.7')).toBe('203.0.113.7')
    expect(collectableAddress(null)).toBeNull()
    expect(ip({}, { routeCaller: 'client', address: null })).toBeUndefined()
  })

  it('asks a name that is no string nothing', () => {
    expect(callerOfLibrary(5)).toBeNull()
    expect(ip({ library: 'analytics.js' }, { routeCaller: 'server' })).toBe('203.0.113.7')
  })
})

describe('context.library', () => {
  it('is filled when there is none', () => {
    expect(normalize().context.library).toEqual({ name: 'http-api', version: '1' })
    expect(normalize({ context: { library: { name: 'mine' } } }).context.library).toEqual({
      name: 'mine',
    })
  })
})

describe('what an event inherits from its batch', () => {
  it('is every key of context and integrations that it does not have itself', () => {
    const event = normalize(
      {
        context: { locale: 'de', app: { name: 'mine' }, timezone: null },
        integrations: { Webhooks: true },
      },
      {
        context: {
          locale: 'en',
          app: { name: 'theirs', version: '1' },
          timezone: 'UTC',
          library: { name: 'l' },
        },
        integrations: { All: false, Webhooks: false },
      },
    )
    expect(event.context).toEqual({
      locale: 'de',
      app: { name: 'mine' },
      timezone: 'UTC',
      library: { name: 'l' },
    })
    expect(event.integrations).toEqual({ All: false, Webhooks: true })
  })

  it('is not shared between events, nor are the inputs changed', () => {
    const root = { a: { b: 1 } }
    const own = { c: 1 }
    normalize({ context: own }, { context: root, routeCaller: 'client' })
    expect(root).toEqual({ a: { b: 1 } })
    expect(own).toEqual({ c: 1 })
  })
})

describe('_metadata', () => {
  it('stays, since routing reads what was delivered on the device', () => {
    expect(normalize({ _metadata: { bundled: ['X'] } })._metadata).toEqual({ bundled: ['X'] })
    expect(normalize()).not.toHaveProperty('_metadata')
  })

  it('counts the hops that the request says, not those that the event says', () => {
    expect(normalize({ _metadata: { hops: 0 } }, { hops: 2 })._metadata).toEqual({ hops: 2 })
    expect(normalize({ _metadata: { hops: 9, a: 1 } })._metadata).toEqual({ a: 1 })
  })
})

describe('isSelfAlias', () => {
  it('tells the alias that merges nothing', () => {
    expect(isSelfAlias({ type: 'alias', userId: 'u1', previousId: 'u1' })).toBe(true)
    expect(isSelfAlias({ type: 'alias', userId: 'u1', previousId: 'u2' })).toBe(false)
    expect(isSelfAlias({ type: 'track', userId: 'u1', previousId: 'u1' })).toBe(false)
  })
})
