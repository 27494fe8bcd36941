import { describe, expect, it } from 'vitest'
import { type AppRoutes, appPaths, createAppRouter } from './app-router.ts'

const router = createAppRouter()

const routes = (overrides: Partial<AppRoutes> = {}): AppRoutes => ({
  appHosts: [],
  collectHosts: [],
  api: async () => new Response('api'),
  auth: async () => new Response('auth'),
  live: async () => new Response('live'),
  edge: async () => new Response('edge'),
  assets: async () => new Response('page'),
  healthy: async () => true,
  ...overrides,
})

async function ask(url: string, overrides?: Partial<AppRoutes>, method = 'GET') {
  const response = await router(
    new Request(new URL(url, 'http://app.test'), { method }),
    routes(overrides),
  )
  const text = await response.text()
  return { status: response.status, text: response.ok ? text : '', headers: response.headers }
}

describe('the routes of the app', () => {
  it.each([
    ['/api', 'api'],
    ['/api/', 'api'],
    ['/api/sources', 'api'],
    ['/auth/x', 'auth'],
    ['/v1/t', 'edge'],
    ['/v1/projects/x/settings', 'edge'],
    ['/analytics.js/v1/x/analytics.min.js', 'edge'],
    ['/analytics-next/bundles/x.js', 'edge'],
    ['/next-integrations/x', 'edge'],
    ['/', 'page'],
    ['/sources/src_1', 'page'],
    ['/apiary', 'page'],
    ['/v1beta', 'page'],
    ['/live/sources/src_1', 'live'],
  ])('%s goes to %s', async (path, to) => {
    expect((await ask(path)).text).toBe(to)
  })

  it('are these, and each that gives something to callers asks who they are', () => {
    const asksWhoCalls = {
      // test/integration/access-routes.test.ts walks its table.
      '/api/*': true,
      // Where one becomes somebody: test/integration/auth.test.ts.
      '/auth/*': true,
      // test/integration/live-access.test.ts
      '/live/*': true,
      // Up or not.
      '/healthz': false,
      // What websites and their visitors send; write keys are public.
      '/v1/*': false,
      '/analytics.js/*': false,
      '/analytics-next/*': false,
      '/next-integrations/*': false,
      // Not there yet.
      '/profiles/*': false,
      // Pages and what they are made of, the same for everybody.
      '*': false,
    }
    expect([...new Set(appPaths())].sort()).toEqual(Object.keys(asksWhoCalls).sort())
  })

  it('what is not built yet is not there', async () => {
    const { status, headers } = await ask('/profiles/v1/spaces')
    expect(status).toBe(404)
    expect(headers.get('content-type')).toContain('json')
  })

  it('gives pages to readers only, under a strict policy', async () => {
    expect((await ask('/', {}, 'POST')).status).toBe(405)
    const { headers } = await ask('https://app.test/')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
    expect((await ask('/')).headers.get('strict-transport-security')).toBeNull()
  })

  it('forwards a method that only the edge can judge', async () => {
    expect((await ask('/v1/t', {}, 'OPTIONS')).text).toBe('edge')
  })

  it('says whether it is healthy', async () => {
    expect((await ask('/healthz')).status).toBe(200)
    expect((await ask('/healthz', { healthy: async () => false })).status).toBe(503)
  })
})

describe('a host that only collects', () => {
  const hosts = { collectHosts: ['e.test'] }

  it('shows neither the dashboard nor the API', async () => {
    expect((await ask('http://e.test/v1/t', hosts)).text).toBe('edge')
    for (const path of ['/', '/api/sources', '/auth/x']) {
      expect((await ask(`http://e.test${path}`, hosts)).status).toBe(404)
    }
  })

  it('leaves other hosts to the app, without collecting', async () => {
    expect((await ask('http://app.test/api', hosts)).text).toBe('api')
    expect((await ask('http://app.test/v1/t', hosts)).status).toBe(404)
  })
})

describe('hosts of the app', () => {
  const hosts = { appHosts: ['app.test:8787'] }

  it('are the only ones that show it', async () => {
    expect((await ask('http://app.test:8787/api', hosts)).text).toBe('api')
    expect((await ask('http://other.test/api', hosts)).status).toBe(404)
    expect((await ask('http://other.test/', hosts)).status).toBe(404)
  })
})
