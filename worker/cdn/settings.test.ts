import { describe, expect, it } from 'vitest'
import { makeSource, makeTarget } from '../../test/builders/make-source.ts'
import { snapshotsOf, unavailableSnapshots } from '../../test/fakes/snapshots-of.ts'
import type { SourceConfig } from '../domain/config/snapshot.ts'
import { sha256Hex } from '../platform/sha256.ts'
import { buildSettings, handleSettings } from './settings.ts'

const waitUntil = () => {}
const build = (source: SourceConfig, url = 'https://e.example.com/v1/projects/wk/settings') =>
  buildSettings({ writeKey: 'wk', source, url: new URL(url) }) as {
    integrations: Record<string, Record<string, unknown>>
    [key: string]: unknown
  }

describe('buildSettings', () => {
  it('names our own host wherever a library would fall back to another', () => {
    const settings = build(makeSource())
    expect(settings.integrations['Segment.io']).toMatchObject({
      apiKey: 'wk',
      apiHost: 'e.example.com/v1',
      protocol: 'https',
      retryQueue: true,
      addBundledMetadata: true,
      unbundledIntegrations: [],
      deliveryStrategy: { strategy: 'standard', config: {} },
    })
    expect(settings.metrics).toEqual({
      sampleRate: 0,
      host: 'e.example.com/v1',
      protocol: 'https',
    })
  })

  it('stays in plain http, with its port, where it was asked in plain http', () => {
    const settings = build(makeSource(), 'http://localhost:8787/v1/projects/wk/settings')
    expect(settings.integrations['Segment.io']).toMatchObject({
      apiHost: 'localhost:8787/v1',
      protocol: 'http',
    })
  })

  it('has every part that a library reads without looking', () => {
    expect(Object.keys(build(makeSource())).sort()).toEqual([
      'analyticsNextEnabled',
      'autoInstrumentationSettings',
      'consentSettings',
      'edgeFunction',
      'enabledMiddleware',
      'integrations',
      'legacyVideoPluginsEnabled',
      'metrics',
      'middlewareSettings',
      'plan',
      'remotePlugins',
    ])
    expect(build(makeSource()).plan).toEqual({
      track: { __default: { enabled: true, integrations: {} } },
      identify: { __default: { enabled: true } },
      group: { __default: { enabled: true } },
    })
  })

  it('lists enabled destinations once, as run in the cloud', () => {
    const source = makeSource({
      targets: [
        makeTarget({ integrationName: 'Webhooks' }),
        makeTarget({ integrationName: 'Webhooks', destinationId: 'd2' }),
        makeTarget({ integrationName: 'Braze', destinationId: 'd3' }),
        makeTarget({ integrationName: 'Off', destinationId: 'd4', enabled: false }),
      ],
    })
    const { integrations } = build(source)
    expect(Object.keys(integrations)).toEqual(['Braze', 'Webhooks', 'Segment.io'])
    expect(integrations.Webhooks).toEqual({ bundlingStatus: 'unbundled' })
    expect(integrations['Segment.io']?.unbundledIntegrations).toEqual(['Braze', 'Webhooks'])
  })

  it('never lets a destination take the place of Segment.io', () => {
    const source = makeSource({ targets: [makeTarget({ integrationName: 'Segment.io' })] })
    expect(build(source).integrations['Segment.io']).toMatchObject({ apiKey: 'wk' })
  })

  it('hands over the strategy of the source, and credentials where the server sets the cookie', () => {
    const source = makeSource({
      settings: {
        serverCookie: true,
        deliveryStrategy: 'batching',
        rateLimitPerS: 0,
        rateLimitAddressPerS: 0,
      },
    })
    expect(build(source).integrations['Segment.io']?.deliveryStrategy).toEqual({
      strategy: 'batching',
      config: { credentials: 'include' },
    })
  })
})

describe('handleSettings', () => {
  const url = 'https://e.example.com/v1/projects/wk/settings'

  it('answers any page, for half a minute', async () => {
    const deps = { snapshots: snapshotsOf({ wk: makeSource() }), waitUntil, sha256Hex }
    const response = await handleSettings(new Request(url), 'wk', deps)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=30',
      'content-type': 'application/json; charset=utf-8',
    })
    expect(await response.json()).toEqual(build(makeSource()))
  })

  it('answers 304 to who has it, also when a proxy weakened the ETag, until it changes', async () => {
    const deps = { snapshots: snapshotsOf({ wk: makeSource() }), waitUntil, sha256Hex }
    const etag = (await handleSettings(new Request(url), 'wk', deps)).headers.get('ETag')
    const again = new Request(url, { headers: { 'If-None-Match': `"other", W/${etag}` } })
    const response = await handleSettings(again, 'wk', deps)
    expect(response.status).toBe(304)
    expect(response.headers.get('ETag')).toBe(etag)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    const changed = snapshotsOf({ wk: makeSource({ targets: [makeTarget()] }) })
    expect(
      (await handleSettings(again, 'wk', { snapshots: changed, waitUntil, sha256Hex })).status,
    ).toBe(200)
  })

  it('refuses a key that was never issued, readably and uncached', async () => {
    const deps = { snapshots: snapshotsOf({ wk: makeSource() }), waitUntil, sha256Hex }
    for (const key of ['nope', '', 'x'.repeat(5000)]) {
      const response = await handleSettings(new Request(url), key, deps)
      expect(response.status).toBe(404)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(await response.json()).toMatchObject({ success: false, code: 'invalid_write_key' })
    }
  })

  it('finds a key that is younger than the snapshot it holds', async () => {
    const deps = { snapshots: snapshotsOf({}, { wk: makeSource() }), waitUntil, sha256Hex }
    expect((await handleSettings(new Request(url), 'wk', deps)).status).toBe(200)
  })

  it('serves a disabled source and a removed key, whose events are to be counted, not a deleted one', async () => {
    const statusFor = async (status: 'disabled' | 'removed' | 'deleted') => {
      const snapshots = snapshotsOf(
        { wk: makeSource({ enabled: status !== 'disabled' }) },
        undefined,
        status,
      )
      return (await handleSettings(new Request(url), 'wk', { snapshots, waitUntil, sha256Hex }))
        .status
    }
    expect(await statusFor('disabled')).toBe(200)
    expect(await statusFor('removed')).toBe(200)
    expect(await statusFor('deleted')).toBe(404)
  })

  it('asks to try again when the configuration cannot be loaded', async () => {
    const deps = { snapshots: unavailableSnapshots(), waitUntil, sha256Hex }
    const response = await handleSettings(new Request(url), 'wk', deps)
    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toBe('5')
  })
})
