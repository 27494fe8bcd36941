import { readAnonymousId, visitorCookie } from '../collect/visitor-cookie.ts'
import type { SourceConfig } from '../domain/config/snapshot.ts'
import { type CdnDeps, type FindDeps, findSource } from './cdn-deps.ts'
import { PLACEHOLDERS, type PlaceholderName } from './placeholders.ts'
import {
  type Refusal,
  refuseJson,
  refuseScript,
  revalidated,
  UNAVAILABLE,
  UNKNOWN_WRITE_KEY,
} from './public-response.ts'

const BUNDLE_MAX_AGE_SECONDS = 120
const CHUNK_CACHE_CONTROL = 'public, max-age=31536000, immutable'
const JAVASCRIPT = 'text/javascript; charset=utf-8'

const NOT_BUILT: Refusal = {
  status: 503,
  code: 'library_not_built',
  message:
    'The browser library is missing from this deployment: run "node scripts/build-browser.ts".',
}

const NO_CHUNK: Refusal = {
  status: 404,
  code: 'not_found',
  message:
    'No such part of the browser library. A page that was loaded before an upgrade may ask for it: reload it.',
}

const NO_DEVICE_MODE: Refusal = {
  status: 404,
  code: 'device_mode_not_served',
  message:
    'This host serves no device-mode destinations or remote middleware. Destinations run in the service, in cloud mode.',
}

/** `GET /analytics.js/v1/:writeKey/analytics.min.js`, also with `/platform` before the file name. */
export async function handleBundle(
  request: Request,
  writeKey: string,
  deps: CdnDeps,
): Promise<Response> {
  const found = await findSource(writeKey, deps)
  if (found.status === 'unavailable') return refuseScript(UNAVAILABLE)
  if (found.status === 'unknown') return refuseScript(UNKNOWN_WRITE_KEY)
  const template = await readTemplate(request, deps)
  if (template === undefined) return refuseScript(NOT_BUILT)
  const url = new URL(request.url)
  return revalidated(request, {
    body: () => fill(template, writeKey, url),
    contentType: JAVASCRIPT,
    // The key is part of the address already, but a shared ETag across keys would be a trap.
    etag: (await deps.sha256Hex(`${template.hash} ${url.origin} ${writeKey}`)).slice(0, 32),
    maxAgeSeconds: BUNDLE_MAX_AGE_SECONDS,
    setCookie: renewedCookie(request, found.source, deps),
  })
}

interface Template {
  text: string
  hash: string
}

// The asset is immutable for the life of a deployment, and an isolate never outlives one.
const templates = new WeakMap<CdnDeps['assets'], Template>()

async function readTemplate(request: Request, deps: CdnDeps): Promise<Template | undefined> {
  const held = templates.get(deps.assets)
  if (held !== undefined) return held
  const url = new URL('/analytics-next/standalone.js', request.url)
  const response = await deps.assets.fetch(new Request(url))
  if (!response.ok) {
    await response.body?.cancel()
    return undefined
  }
  const text = await response.text()
  const template = { text, hash: await deps.sha256Hex(text) }
  templates.set(deps.assets, template)
  return template
}

function fill(template: Template, writeKey: string, url: URL): string {
  const values: Record<PlaceholderName, string> = {
    writeKey: insideString(writeKey),
    writeKeyPattern: insidePattern(writeKey),
    origin: insideString(url.origin),
    host: insideString(url.host),
    scheme: url.protocol === 'http:' ? 'http' : 'https',
  }
  const names = Object.keys(PLACEHOLDERS) as PlaceholderName[]
  // A function as replacement: `$` in a value has no meaning then.
  return names.reduce(
    (text, name) => text.replaceAll(PLACEHOLDERS[name], () => values[name]),
    template.text,
  )
}

const insideString = (value: string): string => JSON.stringify(value).slice(1, -1)

const insidePattern = (value: string): string => value.replaceAll(/[^A-Za-z0-9_-]/g, '\\$&')

/**
 * Renews the cookie of a returning visitor, so that a browser that caps script-written cookies keeps
 * it. Never makes a new one: the page may still hold the visitor's id in its localStorage, and the
 * library lets a cookie win over that.
 */
function renewedCookie(request: Request, source: SourceConfig, deps: CdnDeps): string | null {
  if (!source.settings.serverCookie) return null
  return visitorCookie({
    url: new URL(request.url),
    anonymousId: readAnonymousId(request.headers.get('Cookie')),
    cookieDomain: deps.cookieDomain,
  })
}

/**
 * `GET /analytics.js/v1/:writeKey/analytics.classic.js`. The library asks for this older one when the
 * page's Content Security Policy blocks a part of it. There is none; the developer learns why.
 */
export async function handleClassic(
  request: Request,
  writeKey: string,
  deps: FindDeps,
): Promise<Response> {
  const found = await findSource(writeKey, deps)
  if (found.status === 'unavailable') return refuseScript(UNAVAILABLE)
  if (found.status === 'unknown') return refuseScript(UNKNOWN_WRITE_KEY)
  const { origin } = new URL(request.url)
  const advice = `Analytics: this page's Content Security Policy blocks ${origin}. Add it to script-src and connect-src.`
  const body = `console.warn(${JSON.stringify(advice)});\n`
  return revalidated(request, {
    body: () => body,
    contentType: JAVASCRIPT,
    etag: (await deps.sha256Hex(body)).slice(0, 32),
    maxAgeSeconds: BUNDLE_MAX_AGE_SECONDS,
  })
}

/**
 * `GET /analytics-next/bundles/*`: lazy parts of the library. Deployed, the assets answer without the
 * Worker; through a service binding the request comes here.
 */
export async function handleChunk(
  request: Request,
  deps: Pick<CdnDeps, 'assets'>,
): Promise<Response> {
  const asset = await deps.assets.fetch(request)
  if (asset.status === 404) {
    await asset.body?.cancel()
    return refuseScript(NO_CHUNK)
  }
  const response = new Response(asset.body, asset)
  if (asset.ok || asset.status === 304) {
    response.headers.set('Cache-Control', CHUNK_CACHE_CONTROL)
    response.headers.set('Access-Control-Allow-Origin', '*')
  }
  return response
}

/** `GET /next-integrations/*`: classic device-mode destinations, middleware and remote plugins. */
export async function handleNextIntegrations(): Promise<Response> {
  return refuseJson(NO_DEVICE_MODE)
}
