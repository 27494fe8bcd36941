import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PLACEHOLDERS } from '../../worker/cdn/placeholders.ts'
import { chunkHashes, refuseForeignHosts, rewriteChunk, rewriteStandalone } from './rewrite.ts'

const umd = path.join(import.meta.dirname, '../../node_modules/@segment/analytics-next/dist/umd')
const read = (name: string) => readFileSync(path.join(umd, name), 'utf8')
const standalone = read('standalone.js')
const chunks = readdirSync(umd).filter((name) => /\.bundle\.[0-9a-f]+\.js$/.test(name))

describe('rewriting the installed @segment/analytics-next', () => {
  it('leaves a place for each value that depends on the source or the host', () => {
    const code = rewriteStandalone(standalone, 'polyfill.js')
    for (const placeholder of Object.values(PLACEHOLDERS)) expect(code).toContain(placeholder)
    expect(code).toContain(`"${PLACEHOLDERS.origin}/analytics-next/bundles/polyfill.js"`)
    expect(code).not.toContain('sourceMappingURL')
    expect(code).not.toContain('__WRITE_KEY__"')
  })

  it('is still a script with any host filled in', () => {
    let code = rewriteStandalone(standalone, 'polyfill.js')
    for (const placeholder of Object.values(PLACEHOLDERS)) code = code.replaceAll(placeholder, 'a')
    expect(() => new Function(code)).not.toThrow()
  })

  it('has each lazy part that the library asks for, but the video plugins', () => {
    const served = chunks.filter((name) => rewriteChunk(name, read(name)) !== null)
    const missing = chunkHashes(standalone).filter(
      (hash) => !served.some((name) => name.includes(hash)),
    )
    expect(missing).toEqual(
      chunks.filter((name) => name.startsWith('407.')).map((name) => name.split('.')[2]),
    )
  })

  it('replaces the part that loads the video plugins by one that warns', () => {
    const name = chunks.find((chunk) => chunk.startsWith('legacyVideos.')) ?? ''
    const pushed: [number[], Record<string, (m: object, e: object, r: object) => void>][] = []
    const self = { webpackChunk_segment_analytics_next: pushed }
    new Function('self', rewriteChunk(name, read(name)) ?? '')(self)
    const [ids, modules] = pushed[0] ?? [[], {}]
    expect(ids).toHaveLength(1)
    const exported: Record<string, () => unknown> = {}
    for (const module of Object.values(modules)) {
      module({}, exported, { d: (_: object, getters: object) => Object.assign(exported, getters) })
    }
    expect(exported.loadLegacyVideoPlugins?.()).toBeTypeOf('function')
  })

  it.each([
    ['the API host moved', (code: string) => code.replace('"api.segment.io/v1"', '"api2.example"')],
    ['the CDN host appears once more', (code: string) => `a||"https://cdn.segment.com";${code}`],
    ['a new host appears', (code: string) => `fetch("https://metrics.segment.com/x");${code}`],
    [
      'the key is embedded otherwise',
      (code: string) => code.replace('"__WRITE_KEY__"', '"__KEY__"'),
    ],
  ])('stops when %s', (_case, change) => {
    expect(() => rewriteStandalone(change(standalone), 'p.js')).toThrow(
      /analytics-next changed|not ours/,
    )
  })

  it('stops when the table of lazy parts is not where it was', () => {
    expect(() => chunkHashes('nothing')).toThrow(/table/)
  })
})

describe('refuseForeignHosts', () => {
  it.each([
    'fetch("https://example.com/x")',
    "a='//cdn.example.com/x'",
    'a="api.example.io/v1"',
    'new WebSocket(`wss://live.example.dev`)',
  ])('refuses %s', (code) => {
    expect(() => refuseForeignHosts('x.js', code)).toThrow(/not ours/)
  })

  it('lets names that are no hosts pass', () => {
    expect(() =>
      refuseForeignHosts('x.js', 'a["Segment.io"];b="http://";c="a.min.js"'),
    ).not.toThrow()
  })
})
