import { describe, expect, it } from 'vitest'
import { FakeCollect, WRITE_KEY } from '../test/fakes/fake-collect.ts'

const TRACKING = [
  't',
  'p',
  'i',
  'g',
  'a',
  's',
  'track',
  'page',
  'identify',
  'group',
  'alias',
  'screen',
]
const BATCHES = ['b', 'batch', 'import']
const event = { type: 'track', event: 'E', userId: 'u', groupId: 'g', previousId: 'p' }

describe('routes', () => {
  it.each(TRACKING)(
    '/v1/%s takes one call of its type, with and without a trailing slash',
    async (path) => {
      const edge = new FakeCollect()
      for (const slash of ['', '/']) {
        const response = await edge.post(`/v1/${path}${slash}`, { ...event, type: 'wrong' })
        expect(response.status).toBe(200)
        expect(response.headers.get('Content-Type')).toBe('application/json')
        expect(await response.text()).toBe('{"success":true}')
      }
      expect(edge.events().map((kept) => kept.type.charAt(0))).toEqual([
        path.charAt(0),
        path.charAt(0),
      ])
    },
  )

  it.each(BATCHES)('/v1/%s takes many, each with its own type', async (path) => {
    const edge = new FakeCollect()
    const response = await edge.post(`/v1/${path}/`, {
      batch: [event, { ...event, type: 'group' }],
    })
    expect(await response.text()).toBe('{"success":true}')
    expect(edge.events().map((kept) => kept.type)).toEqual(['track', 'group'])
  })

  it('are unknown beyond the table', async () => {
    const edge = new FakeCollect()
    for (const path of [
      '/',
      '/v1',
      '/v1/',
      '/v1/x',
      '/v1/track/more',
      '/V1/track',
      '/v1//track',
      '/api/x',
    ]) {
      const response = await edge.post(path, event)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ success: false, code: 'not_found' })
    }
  })

  it('say which methods they take', async () => {
    const edge = new FakeCollect()
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD']) {
      const response = await edge.fetch('/v1/track', { method })
      expect(response.status).toBe(405)
      expect(response.headers.get('Allow')).toBe('POST, OPTIONS')
    }
    const settings = await edge.fetch('/v1/projects/k/settings', { method: 'POST' })
    expect(settings.status).toBe(405)
    expect(settings.headers.get('Allow')).toBe('GET, HEAD, OPTIONS')
  })

  it.each([
    ['/v1/projects/k%20y/settings', 'settings k y'],
    ['/v1/projects/k/settings/', 'settings k'],
    ['/analytics.js/v1/k/analytics.min.js', 'bundle k'],
    ['/analytics.js/v1/k/platform/analytics.min.js', 'bundle k'],
    ['/analytics.js/v1/k/analytics.classic.js', 'classic k'],
    ['/analytics-next/bundles/870.bundle.abc.js', 'chunk'],
    ['/next-integrations/integrations/x/1.0/x.dynamic.js.gz', 'next'],
    ['/analytics.js/v1/%E0%A4%A/analytics.min.js', 'bundle %E0%A4%A'],
  ])('%s goes to the browser library', async (path, expected) => {
    const text = (name: string) => async (_: Request, key?: unknown) =>
      new Response(typeof key === 'string' ? `${name} ${key}` : name)
    const cdn = {
      settings: text('settings'),
      bundle: text('bundle'),
      classic: text('classic'),
      chunk: async () => new Response('chunk'),
      nextIntegrations: async () => new Response('next'),
    }
    const response = await new FakeCollect({}, { cdn }).fetch(path)
    expect(await response.text()).toBe(expected)
  })

  it('turn a bug into an answer after which libraries try again, and one line for the operator', async () => {
    const edge = new FakeCollect({
      keyHashes: {
        hashOf: async () => {
          throw new Error('boom')
        },
      },
    })
    const response = await edge.post('/v1/track', event, { Origin: 'https://shop.example' })
    expect(response.status).toBe(500)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('https://shop.example')
    expect(await response.json()).toMatchObject({ code: 'internal_error' })
    expect(edge.logged).toMatchObject([{ problem: 'request failed' }])
    expect(JSON.stringify(edge.logged)).not.toContain(WRITE_KEY)
  })
})

describe('hosts', () => {
  it('that are not named do not collect, but say that they are alive', async () => {
    const edge = new FakeCollect({}, { hosts: ['collect.example.com'] })
    expect((await edge.post('/v1/track', event)).status).toBe(404)
    expect((await edge.fetch('/v1/track', { method: 'OPTIONS' })).status).toBe(404)
    expect((await edge.fetch('/healthz')).status).toBe(200)
    const named = await edge.post('https://collect.example.com/v1/track', event)
    expect(named.status).toBe(200)
  })

  it('may be named with their port', async () => {
    const edge = new FakeCollect({}, { hosts: ['localhost:8787'] })
    expect((await edge.post('http://localhost:8787/v1/track', event)).status).toBe(200)
    expect((await edge.post('http://localhost:9999/v1/track', event)).status).toBe(404)
  })
})

describe('preflights', () => {
  it.each(['/v1/t', '/v1/b/', '/v1/m', '/v1/projects/k/settings', '/v1/unknown', '/healthz'])(
    'of %s are answered without looking at anything',
    async (path) => {
      const edge = new FakeCollect()
      edge.snapshots.broken = true
      const response = await edge.fetch(path, {
        method: 'OPTIONS',
        headers: {
          Origin: 'https://shop.example',
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization, content-type, x-mine',
        },
      })
      expect(response.status).toBe(204)
      expect(await response.text()).toBe('')
      const headers = Object.fromEntries(response.headers)
      expect(headers).toMatchObject({
        'access-control-allow-origin': 'https://shop.example',
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'GET, POST, OPTIONS',
        'access-control-allow-headers': 'Authorization, Content-Type, X-Retry-Count, x-mine',
        'access-control-max-age': '86400',
      })
      expect(headers.vary).toContain('Origin')
    },
  )

  it('echo no header name that could not be one', async () => {
    const response = await new FakeCollect().fetch('/v1/t', {
      method: 'OPTIONS',
      headers: { Origin: 'null', 'Access-Control-Request-Headers': 'x-ok, bad name, <b>, ' },
    })
    expect(response.headers.get('Access-Control-Allow-Headers')).toBe(
      'Authorization, Content-Type, X-Retry-Count, x-ok',
    )
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('null')
  })
})

describe('cross-origin headers', () => {
  it('are on success and on every error', async () => {
    const edge = new FakeCollect()
    const headers = { Origin: 'https://shop.example' }
    const answers = await Promise.all([
      edge.post('/v1/t', event, headers),
      edge.post('/v1/t', '{', headers),
      edge.post('/v1/t', event, { ...headers, Authorization: `Basic ${btoa('nobody:')}` }),
      edge.fetch('/v1/t', { headers }),
      edge.fetch('/v1/nothing', { headers }),
    ])
    expect(answers.map((answer) => answer.status)).toEqual([200, 400, 400, 405, 404])
    for (const answer of answers) {
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('https://shop.example')
      expect(answer.headers.get('Access-Control-Allow-Credentials')).toBe('true')
      expect(answer.headers.get('Access-Control-Expose-Headers')).toBe(
        'Retry-After, X-RateLimit-Reset',
      )
      expect(answer.headers.get('Vary')).toBe('Origin')
    }
  })
})
