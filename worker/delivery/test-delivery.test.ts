import { describe, expect, it } from 'vitest'
import type { CatalogEntry } from '../destinations/catalog.ts'
import { destinationCatalog } from '../destinations/catalog.ts'
import { RequestError } from '../destinations/errors.ts'
import type { DestinationTestRequest } from '../messages/destination-test.ts'
import { SecretsUnreadable } from './attempt-errors.ts'
import { type TestDeliveryDeps, testDelivery } from './test-delivery.ts'

const SECRETS = {
  hooks: [
    {
      hook: 'https://user:pass-word@hooks.example.com/hush-hush?k=sesame',
      headers: { 'x-key': 'abc' },
    },
  ],
  sharedSecret: 'shared-secret',
}

const request = (settings = {}, slug = 'webhooks'): DestinationTestRequest => ({
  destination: {
    kind: 'destination',
    destinationId: 'dst_a',
    sourceId: 'src_a',
    workspaceId: 'wsp_a',
    slug,
    name: 'Webhooks',
    enabled: false,
    settings,
    // What it holds does not matter: `open` is a fake.
    sealed: {},
    concurrency: 4,
    retryWindowHours: 4,
    rateLimitPerS: 0,
  },
  event: {
    type: 'track',
    messageId: 'm1',
    receivedAt: '2026-11-23T17:00:00.000Z',
    json: '{"type":"track","userId":"u"}',
  },
})

function makeDeps(overrides: Partial<TestDeliveryDeps> = {}): TestDeliveryDeps {
  let clock = 1000
  return {
    catalog: destinationCatalog,
    open: async () => SECRETS,
    createRequest: () => async () => ({
      status: 200,
      headers: new Headers({ 'x-echo': 'abc', server: 'test' }),
      body: 'you sent /hush-hush?k=sesame and sesame',
      latencyMs: 5,
    }),
    now: () => clock++,
    deadline: () => new AbortController().signal,
    ...overrides,
  }
}

describe('a test event', () => {
  it('is sent as a delivery would be, and told with request and answer', async () => {
    const result = await testDelivery(request(), makeDeps())
    expect(result).toMatchObject({ outcome: 'delivered', code: '200' })
    expect(result.requests).toMatchObject([
      {
        method: 'POST',
        url: 'https://hooks.example.com/••••',
        body: '{"type":"track","userId":"u"}',
        response: { status: 200, headers: { server: 'test' } },
        error: '',
      },
    ])
  })

  it('shows no secret of the settings, wherever it stands', async () => {
    const text = JSON.stringify(await testDelivery(request(), makeDeps()))
    for (const secret of ['pass-word', 'hush-hush', 'sesame', 'shared-secret', '"abc"']) {
      expect(text).not.toContain(secret)
    }
  })

  it('tells what the partner refused', async () => {
    const answer = { status: 500, headers: new Headers(), body: 'no', latencyMs: 1 }
    const deps = makeDeps({ createRequest: () => async () => answer })
    const result = await testDelivery(request(), deps)
    expect(result).toMatchObject({ outcome: 'retry', code: '500' })
    expect(result.requests[0]?.response).toMatchObject({ status: 500, body: 'no' })
  })

  it('tells that no answer came', async () => {
    const deps = makeDeps({
      createRequest: () => async () => {
        throw new RequestError('PRIVATE_TARGET', 'hush-hush is not a public address')
      },
    })
    const result = await testDelivery(request(), deps)
    expect(result.outcome).toBe('failed')
    expect(result.requests[0]).toMatchObject({
      response: null,
      error: 'PRIVATE_TARGET: •••• is not a public address',
    })
  })

  it('tells what is wrong with the settings, without their values', async () => {
    const invalid = await testDelivery(request({ timeoutMs: 'hush' }), makeDeps())
    expect(invalid).toMatchObject({ outcome: 'failed', code: 'INVALID_SETTINGS', requests: [] })
    expect(invalid.message).not.toContain('hush')
    const open = async () => {
      throw new SecretsUnreadable('another key')
    }
    const unreadable = await testDelivery(request(), makeDeps({ open }))
    expect(unreadable.code).toBe('SECRETS_UNREADABLE')
    const gone = await testDelivery(request({}, 'gone'), makeDeps())
    expect(gone.code).toBe('INVALID_SETTINGS')
  })

  it('counts as not answered in time when the destination reported nothing', async () => {
    const entry = {
      metadata: destinationCatalog.get('webhooks')?.metadata,
      load: async () => ({ send: async () => {} }),
      // A partial destination will do: nothing else of it is used.
    } as unknown as CatalogEntry
    const deps = makeDeps({ catalog: new Map([['webhooks', entry]]) })
    expect(await testDelivery(request(), deps)).toMatchObject({
      outcome: 'retry',
      code: 'ETIMEDOUT',
    })
  })
})
