/**
 * Cross-origin answers of the tracking API. The origin is echoed rather than `*`, because a page may
 * send cookies (`credentials: "include"`), for which browsers refuse `*`. Errors carry the same
 * headers: without them a library sees a network failure and tries again.
 */
const ALLOWED_HEADERS = ['Authorization', 'Content-Type', 'X-Retry-Count']
/** Browsers cap it; it still saves one preflight per route and origin. */
const PREFLIGHT_MAX_AGE_SECONDS = 86_400

export function addCorsHeaders(request: Request, response: Response): Response {
  for (const [name, value] of Object.entries(corsHeaders(request))) {
    if (name === 'Vary') response.headers.append(name, value)
    else response.headers.set(name, value)
  }
  return response
}

function corsHeaders(request: Request): Record<string, string> {
  const origin = request.headers.get('Origin')
  if (origin === null) return { Vary: 'Origin' }
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': 'Retry-After, X-RateLimit-Reset',
    Vary: 'Origin',
  }
}

/** Asks for no write key and looks at nothing: a preflight precedes almost every first call of a page. */
export function answerPreflight(request: Request): Response {
  const headers = new Headers({
    ...corsHeaders(request),
    'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
    'Access-Control-Allow-Headers': allowedHeaders(request),
    'Access-Control-Max-Age': String(PREFLIGHT_MAX_AGE_SECONDS),
  })
  headers.append('Vary', 'Access-Control-Request-Headers')
  return new Response(null, { status: 204, headers })
}

/** `Authorization` is named, since no wildcard covers it; a page may be set up to send any other. */
function allowedHeaders(request: Request): string {
  const asked = (request.headers.get('Access-Control-Request-Headers') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name))
  const known = new Set(ALLOWED_HEADERS.map((name) => name.toLowerCase()))
  return [...ALLOWED_HEADERS, ...asked.filter((name) => !known.has(name.toLowerCase()))].join(', ')
}
