import { PLACEHOLDERS } from '../../worker/cdn/placeholders.ts'

/**
 * What we change in Segment's browser library before serving it: every host it has built in becomes
 * the host it was loaded from, in plain http too. Each edit must match exactly as often as it says,
 * so that an upgrade of the package that moves something stops the build instead of leaking requests.
 */
interface Edit {
  why: string
  find: RegExp
  replace: string
  times: number
}

const STANDALONE_EDITS: readonly Edit[] = [
  {
    why: 'the write key of a bundle that serves one source',
    find: /window\.analyticsWriteKey="__WRITE_KEY__"/g,
    replace: `window.analyticsWriteKey="${PLACEHOLDERS.writeKey}"`,
    times: 1,
  },
  {
    why: 'default API host: start-up and CSP error counters use it whatever the settings say',
    find: /"api\.segment\.io\/v1"/g,
    replace: `"${PLACEHOLDERS.host}/v1"`,
    times: 1,
  },
  {
    why: 'default scheme of events and counters: a plain-http development host has no https',
    find: /(\.protocol\)&&void 0!==\w+\?\w+:)"https"/g,
    replace: `$1"${PLACEHOLDERS.scheme}"`,
    times: 2,
  },
  {
    // Upstream knows https only, and takes any source's tag: beside another installation on the
    // same page it would fetch its settings from that one's host.
    why: 'the script tag that tells the CDN host: this source only, http too',
    find: /\/\(https:\\\/\\\/\.\*\)\\\/analytics\\\.js\\\/v1\\\/\(\?:\.\*\?\)\\\/\(\?:platform\|analytics\.\*\)\?\//g,
    replace: String.raw`/(https?:\/\/.*)\/analytics\.js\/v1\/(?:${PLACEHOLDERS.writeKeyPattern})\/(?:platform|analytics.*)?/`,
    times: 1,
  },
  {
    why: 'CDN host when no script tag tells it',
    find: /\|\|"https:\/\/cdn\.segment\.com"/g,
    replace: `||"${PLACEHOLDERS.origin}"`,
    times: 1,
  },
  {
    why: 'address of the classic library',
    find: /"https:\/\/cdn\.segment\.com\/analytics\.js\/v1\/"/g,
    replace: `"${PLACEHOLDERS.origin}/analytics.js/v1/"`,
    times: 1,
  },
  {
    why: 'where the lazy parts are when no CDN host is known',
    find: /"https:\/\/cdn\.segment\.com\/analytics-next\/bundles\/"/g,
    replace: `"${PLACEHOLDERS.origin}/analytics-next/bundles/"`,
    times: 1,
  },
  {
    why: "a page's CSP blocks us when it blocks our host, not Segment's",
    find: /blockedURI\.includes\("cdn\.segment"\)/g,
    replace: `blockedURI.includes("${PLACEHOLDERS.host}")`,
    times: 1,
  },
]

const POLYFILL_URL =
  /"https:\/\/cdnjs\.cloudflare\.com\/ajax\/libs\/babel-polyfill\/[\d.]+\/polyfill\.min\.js"/g

const CHUNK_HASHES = /\{(?:\d+:"[0-9a-f]{20}",?)+\}/g

/** Hosts that may stay in the code because nothing is requested from them. */
const HARMLESS = [
  // Turns a plugin's address at Segment into one at our host; the pattern itself is never fetched.
  'https://cdn.segment.(com|build)',
  // Text of a console warning.
  'https://segment.com/docs/',
  'http://www.w3.org/1999/xlink',
  // The name of a destination.
  '"Segment.io"',
]

export class BrowserBuildError extends Error {
  override name = 'BrowserBuildError'
}

/** The standalone library with placeholders instead of hosts; the polyfill is one of our chunk files. */
export function rewriteStandalone(code: string, polyfillFile: string): string {
  const edits: readonly Edit[] = [
    ...STANDALONE_EDITS,
    {
      why: 'polyfill for browsers of before 2016',
      find: POLYFILL_URL,
      replace: `"${PLACEHOLDERS.origin}/analytics-next/bundles/${polyfillFile}"`,
      times: 1,
    },
  ]
  const edited = edits.reduce(applyEdit, withoutSourceMap(code))
  refuseForeignHosts('standalone.js', edited)
  return edited
}

function applyEdit(code: string, edit: Edit): string {
  const found = code.match(edit.find)?.length ?? 0
  if (found !== edit.times) {
    throw new BrowserBuildError(
      `@segment/analytics-next changed: expected ${edit.times} of ${edit.find} (${edit.why}), found ${found}`,
    )
  }
  return code.replace(edit.find, edit.replace)
}

/** A lazy part as served, or null for one that is left out because only a replaced part asks for it. */
export function rewriteChunk(file: string, code: string): string | null {
  if (file.startsWith('legacyVideos.')) return legacyVideosStub(code)
  if (isVideoPlugins(code)) return null
  const edited = withoutSourceMap(code)
  refuseForeignHosts(file, edited)
  return edited
}

const isVideoPlugins = (code: string): boolean =>
  code.includes('googleapis.com/youtube') && code.includes('api.vimeo.com')

/**
 * The old video plugins ask YouTube and Vimeo about each film. Our settings never switch them on; a
 * page that does so by itself gets a warning instead of requests to third parties.
 */
function legacyVideosStub(code: string): string {
  const ids = /\.push\(\[\[(\d+)\],\{(\d+):function/.exec(code)
  if (ids === null || !code.includes('loadLegacyVideoPlugins:function')) {
    throw new BrowserBuildError(
      '@segment/analytics-next changed: the legacyVideos part looks different',
    )
  }
  const [, chunkId, moduleId] = ids
  const warning =
    'The legacy video plugins call YouTube and Vimeo; this host does not serve them. Send the video events yourself.'
  return (
    '"use strict";(self.webpackChunk_segment_analytics_next=self.webpackChunk_segment_analytics_next||[])' +
    `.push([[${chunkId}],{${moduleId}:function(m,e,r){r.d(e,{loadLegacyVideoPlugins:function(){` +
    `return function(){console.warn(${JSON.stringify(warning)})}}})}}]);\n`
  )
}

/** The maps are not served: a browser's tools would ask for them and get a 404. */
const withoutSourceMap = (code: string): string =>
  code.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, '\n')

/** @throws BrowserBuildError when the code still names a host that we do not know to be harmless. */
export function refuseForeignHosts(file: string, code: string): void {
  const rest = HARMLESS.reduce((text, harmless) => text.replaceAll(harmless, ''), code)
  const foreign = [
    ...(rest.match(/(?:https?|wss?):\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi) ?? []),
    ...(rest.match(/["'`](?:\/\/)?(?:[a-z0-9-]+\.)+(?:com|io|net|org|build|dev|co)\b[/"'`]/gi) ??
      []),
  ]
  if (foreign.length > 0) {
    throw new BrowserBuildError(`${file} names hosts that are not ours: ${foreign.join(', ')}`)
  }
}

/** File names of the lazy parts that the library may ask for, from its own table of hashes. */
export function chunkHashes(code: string): string[] {
  const tables = code.match(CHUNK_HASHES)
  if (tables?.length !== 1) {
    throw new BrowserBuildError('@segment/analytics-next changed: no single table of chunk hashes')
  }
  return [...(tables[0] ?? '').matchAll(/"([0-9a-f]{20})"/g)].map((match) => match[1] ?? '')
}
