/**
 * Answers of the public browser routes. Any page may read them, and they carry nothing of the
 * visitor, hence `*`. (Collection is different: it answers with credentials.)
 */
const PUBLIC_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
} as const

export interface Revalidated {
  /** Called only for a browser that does not have it. */
  body: () => string
  contentType: string
  /** Of the content, without quotes. */
  etag: string
  maxAgeSeconds: number
  /** Makes the answer private to this visitor. */
  setCookie?: string | null
}

/** 200 with an ETag, or 304 when the browser has this very content. */
export function revalidated(request: Request, content: Revalidated): Response {
  const headers = new Headers({
    ...PUBLIC_HEADERS,
    'Cache-Control': `${content.setCookie ? 'private' : 'public'}, max-age=${content.maxAgeSeconds}`,
    ETag: `"${content.etag}"`,
  })
  if (content.setCookie) headers.append('Set-Cookie', content.setCookie)
  if (matches(request.headers.get('If-None-Match'), content.etag)) {
    return new Response(null, { status: 304, headers })
  }
  headers.set('Content-Type', content.contentType)
  return new Response(request.method === 'HEAD' ? null : content.body(), { headers })
}

/** Weak comparison: a proxy that compresses on the way turns our ETag into a weak one. RFC 9110, 13.1.2. */
function matches(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false
  return ifNoneMatch
    .split(',')
    .map((candidate) => candidate.trim().replace(/^W\//, ''))
    .some((candidate) => candidate === '*' || candidate === `"${etag}"`)
}

export interface Refusal {
  status: 404 | 503
  code: string
  message: string
}

const UNAVAILABLE_RETRY_SECONDS = 5

export const UNAVAILABLE: Refusal = {
  status: 503,
  code: 'configuration_unavailable',
  message: 'The configuration could not be loaded. Try again.',
}

export const UNKNOWN_WRITE_KEY: Refusal = {
  status: 404,
  code: 'invalid_write_key',
  message: 'No source has this write key.',
}

/** Never cached: a key that is created or restored must work at the next page load. */
function refusalHeaders(refusal: Refusal, contentType: string): Headers {
  const headers = new Headers({
    ...PUBLIC_HEADERS,
    'Cache-Control': 'no-store',
    'Content-Type': contentType,
  })
  if (refusal.status === 503) {
    headers.set('Retry-After', String(UNAVAILABLE_RETRY_SECONDS))
    headers.set('Access-Control-Expose-Headers', 'Retry-After')
  }
  return headers
}

export function refuseJson(refusal: Refusal): Response {
  const { status, code, message } = refusal
  return Response.json(
    { success: false, code, message, error: message },
    { status, headers: refusalHeaders(refusal, 'application/json') },
  )
}

/** For a script: a comment, which is what a developer sees who opens its address. */
export function refuseScript(refusal: Refusal): Response {
  return new Response(`/* ${refusal.code}: ${refusal.message} */\n`, {
    status: refusal.status,
    headers: refusalHeaders(refusal, 'text/javascript; charset=utf-8'),
  })
}
