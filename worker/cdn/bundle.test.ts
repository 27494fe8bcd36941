import { describe, expect, it } from 'vitest'
import { makeSource } from '../../test/builders/make-source.ts'
import { snapshotsOf, unavailableSnapshots } from '../../test/fakes/snapshots-of.ts'
import { sha256Hex } from '../platform/sha256.ts'
import { handleBundle, handleChunk, handleClassic, handleNextIntegrations } from './bundle.ts'
import type { CdnDeps } from './cdn-deps.ts'
import { PLACEHOLDERS } from './placeholders.ts'

const TEMPLATE = `key="${PLACEHOLDERS.writeKey}";tag=/(https?:\\/\\/.*)\\/v1\\/(?:${PLACEHOLDERS.writeKeyPattern})\\//;
at=["${PLACEHOLDERS.origin}","${PLACEHOLDERS.host}/v1","${PLACEHOLDERS.scheme}","${PLACEHOLDERS.origin}/x"]`

const FILES: Record<string, string> = {
  '/analytics-next/standalone.js': TEMPLATE,
  '/analytics-next/bundles/a.bundle.1.js': 'chunk()',
}

function makeDeps(overrides: Partial<CdnDeps> = {}) {
  const asked: string[] = []
  const deps: CdnDeps = {
    snapshots: snapshotsOf({ wk: makeSource() }),
    assets: {
      fetch: async (request) => {
        const { pathname } = new URL(request.url)
        asked.push(pathname)
        const file = FILES[pathname]
        return new Response(file ?? 'not found', { status: file === undefined ? 404 : 200 })
      },
    },
    waitUntil: () => {},
    sha256Hex,
    cookieDomain: '',
    ...overrides,
  }
  return { deps, asked }
}

const bundleUrl = 'https://e.example.com/analytics.js/v1/wk/analytics.min.js'
const withCookie = makeSource({ settings: { ...makeSource().settings, serverCookie: true } })

describe('handleBundle', () => {
  it('names the source and the host under which the library was asked for, everywhere', async () => {
    const { deps } = makeDeps()
    const text = await (await handleBundle(new Request(bundleUrl), 'wk', deps)).text()
    expect(text).toBe(`key="wk";tag=/(https?:\\/\\/.*)\\/v1\\/(?:wk)\\//;
at=["https://e.example.com","e.example.com/v1","https","https://e.example.com/x"]`)
  })

  it('stays in plain http, with its port, where it was asked in plain http', async () => {
    const { deps } = makeDeps()
    const request = new Request('http://localhost:8787/analytics.js/v1/wk/analytics.min.js')
    const text = await (await handleBundle(request, 'wk', deps)).text()
    expect(text).toContain(
      'at=["http://localhost:8787","localhost:8787/v1","http","http://localhost:8787/x"]',
    )
  })

  it('is a script that any page may load, checked again after two minutes', async () => {
    const { deps } = makeDeps()
    const response = await handleBundle(new Request(bundleUrl), 'wk', deps)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=120',
      'content-type': 'text/javascript; charset=utf-8',
      'cross-origin-resource-policy': 'cross-origin',
    })
  })

  it('answers 304 to who has it, and reads the asset once', async () => {
    const { deps, asked } = makeDeps()
    const etag = (await handleBundle(new Request(bundleUrl), 'wk', deps)).headers.get('ETag') ?? ''
    const again = new Request(bundleUrl, { headers: { 'If-None-Match': etag } })
    const response = await handleBundle(again, 'wk', deps)
    expect(response.status).toBe(304)
    expect(await response.text()).toBe('')
    expect(asked).toEqual(['/analytics-next/standalone.js'])
  })

  it('has another ETag under another host and scheme', async () => {
    const { deps } = makeDeps()
    const etags = await Promise.all(
      [bundleUrl, bundleUrl.replace('https', 'http'), bundleUrl.replace('e.', 'f.')].map(
        async (url) => (await handleBundle(new Request(url), 'wk', deps)).headers.get('ETag'),
      ),
    )
    expect(new Set(etags).size).toBe(3)
  })

  it('has no body for HEAD', async () => {
    const { deps } = makeDeps()
    const response = await handleBundle(new Request(bundleUrl, { method: 'HEAD' }), 'wk', deps)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
  })

  it('cannot be broken out of by a strange key', async () => {
    const key = 'a"+alert(1)+"/$&.*'
    const { deps } = makeDeps({ snapshots: snapshotsOf({ [key]: makeSource() }) })
    const text = await (await handleBundle(new Request(bundleUrl), key, deps)).text()
    const { found, tag } = new Function(`var key,tag,at;${text};return {found:key,tag:tag}`)() as {
      found: string
      tag: RegExp
    }
    expect(found).toBe(key)
    expect(tag.exec(`https://e.example.com/v1/${key}/`)?.[1]).toBe('https://e.example.com')
    expect(tag.exec('https://e.example.com/v1/other/')).toBeNull()
  })

  it.each([
    ['a key that was never issued', 404, makeDeps().deps, 'nope', 'invalid_write_key'],
    [
      'no configuration',
      503,
      makeDeps({ snapshots: unavailableSnapshots() }).deps,
      'wk',
      'configuration_unavailable',
    ],
    [
      'no built library',
      503,
      makeDeps({ assets: { fetch: async () => new Response('', { status: 404 }) } }).deps,
      'wk',
      'library_not_built',
    ],
  ])('explains %s in a comment', async (_case, status, deps, key, code) => {
    const response = await handleBundle(new Request(bundleUrl), key, deps)
    expect(response.status).toBe(status)
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(await response.text()).toMatch(new RegExp(`^/\\* ${code}: [^*]+ \\*/\n$`))
  })

  it('renews the cookie of a returning visitor where the source wants that, and makes none', async () => {
    const { deps } = makeDeps({ snapshots: snapshotsOf({ wk: withCookie }) })
    const returning = new Request(bundleUrl, { headers: { Cookie: 'ajs_anonymous_id=a1' } })
    const response = await handleBundle(returning, 'wk', deps)
    expect(response.headers.get('Set-Cookie')).toContain('ajs_anonymous_id=a1; Max-Age=34560000')
    expect(response.headers.get('Cache-Control')).toBe('private, max-age=120')
    const first = await handleBundle(new Request(bundleUrl), 'wk', deps)
    expect(first.headers.get('Set-Cookie')).toBeNull()
    const off = await handleBundle(returning, 'wk', makeDeps().deps)
    expect(off.headers.get('Set-Cookie')).toBeNull()
  })
})

describe('the other browser routes', () => {
  it('answer the classic library with what is wrong with the page', async () => {
    const response = await handleClassic(new Request(bundleUrl), 'wk', makeDeps().deps)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('blocks https://e.example.com')
    expect((await handleClassic(new Request(bundleUrl), 'nope', makeDeps().deps)).status).toBe(404)
  })

  it('serve lazy parts for ever, and explain one that is not there', async () => {
    const { deps } = makeDeps()
    const at = (name: string) => new Request(`https://e.example.com/analytics-next/bundles/${name}`)
    const found = await handleChunk(at('a.bundle.1.js'), deps)
    expect(await found.text()).toBe('chunk()')
    expect(found.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
    const missing = await handleChunk(at('a.bundle.2.js'), deps)
    expect(missing.status).toBe(404)
    expect(missing.headers.get('Cache-Control')).toBe('no-store')
    expect(await missing.text()).toContain('not_found')
  })

  it('say that device-mode destinations are not served', async () => {
    const response = await handleNextIntegrations()
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'device_mode_not_served' })
  })
})
