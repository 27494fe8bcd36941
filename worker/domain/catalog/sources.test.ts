import { describe, expect, it } from 'vitest'
import { findSourceMetadata, findSourceMetadataById, SOURCE_CATALOG } from './sources.ts'

const secure = { writeKey: 'wk_demo', origin: 'https://e.example.com' }
const local = { writeKey: 'wk_demo', origin: 'http://localhost:8787' }
/** Every way to set it up, one below the other. */
function setup(slug: string, input = secure): string {
  const kind = findSourceMetadata(slug)
  const others = kind?.otherSetups?.(input) ?? []
  return [kind?.setup(input) ?? '', ...others.map(({ text }) => text)].join('\n')
}

describe('the source catalog', () => {
  it('has each kind once, found by slug and by id', () => {
    expect(SOURCE_CATALOG.map((source) => source.slug)).toEqual([
      'javascript',
      'ios',
      'android',
      'react-native',
      'flutter',
      'http-api',
      'node-js',
      'python',
      'go',
      'java',
      'ruby',
      'php',
      'net',
    ])
    expect(new Set(SOURCE_CATALOG.map((source) => source.id)).size).toBe(SOURCE_CATALOG.length)
    for (const source of SOURCE_CATALOG) {
      expect(findSourceMetadata(source.slug)).toBe(source)
      expect(findSourceMetadataById(source.id)).toBe(source)
    }
    expect(findSourceMetadata('constructor')).toBeUndefined()
  })

  it.each(SOURCE_CATALOG.map((source) => [source.slug]))(
    'puts the key into the set-up of %s',
    (slug) => {
      expect(setup(slug)).toContain('wk_demo')
      expect(setup(slug)).not.toMatch(/undefined|\[object|segment\.(io|com)\/v1/)
    },
  )
})

describe('the host, as each library wants it', () => {
  it.each([
    ['javascript', '"https://e.example.com"+"/analytics.js/v1/"'],
    ['javascript', 'cdnURL: "https://e.example.com"'],
    ['ios', '.apiHost("e.example.com/v1")'],
    ['ios', '.cdnHost("e.example.com/v1")'],
    ['android', 'apiHost = "e.example.com/v1"'],
    ['android', 'cdnHost = "e.example.com/v1"'],
    ['react-native', 'proxy: "https://e.example.com/v1"'],
    ['react-native', 'cdnProxy: "https://e.example.com/v1"'],
    ['react-native', 'useSegmentEndpoints: true'],
    ['flutter', "apiHost: 'e.example.com/v1'"],
    ['http-api', "'https://e.example.com/v1/track'"],
    ['node-js', 'host: "https://e.example.com"'],
    ['python', 'analytics.host = "https://e.example.com"'],
    ['go', 'Endpoint: "https://e.example.com"'],
    ['java', '.endpoint("https://e.example.com")'],
    ['ruby', "host: 'e.example.com'\n"],
    ['php', "'host' => 'e.example.com'"],
    ['net', 'SetHost("https://e.example.com")'],
  ])('%s: %s', (slug, expected) => {
    expect(setup(slug)).toContain(expected)
  })

  it('says in plain http what cannot work there, and only there', () => {
    const remarking = SOURCE_CATALOG.filter((source) => source.setup(local).includes('needs TLS'))
    expect(remarking.map((source) => source.slug)).toEqual(['ios', 'android', 'flutter', 'ruby'])
    for (const source of SOURCE_CATALOG) expect(source.setup(secure)).not.toContain('needs TLS')
    expect(setup('php', local)).toContain("'ssl' => false")
    expect(setup('php')).not.toContain('ssl')
    expect(setup('ruby', local)).toContain("host: 'localhost',\n  port: 8787\n")
  })
})
