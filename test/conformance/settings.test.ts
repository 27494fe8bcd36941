import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Service, startService } from '../harness/service.ts'
import { openWorkspace, type TestSource } from '../harness/workspace.ts'

/** What browsers and mobile libraries fetch before they send anything, and what browsers demand of it. */

let service: Service
let source: TestSource
beforeAll(async () => {
  service = await startService()
  source = await openWorkspace(service).createSource('javascript')
})
afterAll(() => service?.stop())

const ORIGIN = 'https://shop.example.com'
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(service.origin + path, { headers: { origin: ORIGIN, ...headers } })

describe('settings', () => {
  it('name our host wherever a library would else use another', async () => {
    const response = await get(`/v1/projects/${source.writeKey}/settings`)
    expect(response.status).toBe(200)
    const text = await response.text()
    const settings = JSON.parse(text)
    const host = `${new URL(service.origin).host}/v1`
    expect(settings.integrations['Segment.io']).toMatchObject({
      apiKey: source.writeKey,
      apiHost: host,
    })
    expect(settings.metrics).toMatchObject({ host })
    expect(text).not.toMatch(/segment\.(io|com)["/]/)
  })

  it('have an ETag that saves the second transfer', async () => {
    const path = `/v1/projects/${source.writeKey}/settings`
    const first = await get(path)
    await first.body?.cancel()
    const etag = first.headers.get('etag') ?? ''
    expect(etag).not.toBe('')
    const second = await get(path, { 'if-none-match': etag })
    expect(second.status).toBe(304)
  })

  it('of a key never issued are refused', async () => {
    const response = await get('/v1/projects/never-issued/settings')
    await response.body?.cancel()
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
  })
})

describe('CORS', () => {
  it('a preflight lists what the browser library sends, without asking for a key', async () => {
    const response = await fetch(`${service.origin}/v1/t`, {
      method: 'OPTIONS',
      headers: {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-retry-count,x-own',
      },
    })
    await response.body?.cancel()
    expect([200, 204]).toContain(response.status)
    const headers = response.headers
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN)
    expect(headers.get('access-control-allow-credentials')).toBe('true')
    expect(headers.get('access-control-allow-methods')).toMatch(/POST/)
    const allowed = (headers.get('access-control-allow-headers') ?? '').toLowerCase()
    for (const name of ['authorization', 'content-type', 'x-retry-count', 'x-own']) {
      expect(allowed).toContain(name)
    }
  })

  it('errors carry it too, and let pages read when to retry', async () => {
    const response = await fetch(`${service.origin}/v1/t`, {
      method: 'POST',
      headers: { origin: ORIGIN },
      body: '{',
    })
    await response.body?.cancel()
    expect(response.status).toBe(400)
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN)
    const exposed = response.headers.get('access-control-expose-headers') ?? ''
    expect(exposed.toLowerCase()).toContain('retry-after')
    expect(exposed.toLowerCase()).toContain('x-ratelimit-reset')
  })

  it('the management API has none', async () => {
    const response = await fetch(`${service.origin}/api/sources`, {
      headers: { origin: ORIGIN, authorization: `Bearer ${service.apiToken}` },
    })
    await response.body?.cancel()
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})
