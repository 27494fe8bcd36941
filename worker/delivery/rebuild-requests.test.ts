import { describe, expect, it } from 'vitest'
import { destinationCatalog } from '../destinations/catalog.ts'
import type { DestinationConfig } from '../domain/config/snapshot.ts'
import { SecretsUnreadable } from './attempt-errors.ts'
import { rebuildRequests } from './rebuild-requests.ts'

const destination: DestinationConfig = {
  kind: 'destination',
  destinationId: 'dst_a',
  sourceId: 'src_a',
  workspaceId: 'spa_a',
  slug: 'webhooks',
  name: 'Orders',
  enabled: true,
  settings: { batch: true },
  sealed: {},
  concurrency: 4,
  retryWindowHours: 4,
  rateLimitPerS: 0,
}
const event = {
  type: 'track',
  messageId: 'm-1',
  receivedAt: '2026-11-23T17:00:00.000Z',
  json: '{"type":"track","messageId":"m-1"}',
}
const deps = {
  catalog: destinationCatalog,
  open: async () => ({ hooks: [{ hook: 'https://partner.test/secret-path-1' }] }),
  now: () => 1000,
  deadline: () => new AbortController().signal,
}

describe('a rebuilt request', () => {
  it('is what the destination sends, without its secrets, and calls nobody', async () => {
    expect(await rebuildRequests({ destination, event }, deps)).toEqual([
      {
        method: 'POST',
        url: 'https://partner.test/••••',
        headers: { 'content-type': 'application/json' },
        body: `[${event.json}]`,
      },
    ])
  })

  it('is cut like one that was recorded', async () => {
    const long = { ...event, json: JSON.stringify({ text: 'x'.repeat(10_000) }) }
    const [request] = await rebuildRequests({ destination, event: long }, deps)
    expect(request?.body).toHaveLength(4096)
  })

  it('is missing when the secrets cannot be opened', async () => {
    const open = () => Promise.reject(new SecretsUnreadable('another key'))
    expect(await rebuildRequests({ destination, event }, { ...deps, open })).toEqual([])
  })
})
