import { RequestError } from './errors.ts'
import { isPrivateTarget } from './private-target.ts'
import { requestErrorCodeOf } from './request-error-code.ts'

const MAX_REDIRECTS = 5
const MAX_BODY_BYTES = 64 * 1024
const MAX_LARGE_BODY_BYTES = 2 * 1024 * 1024
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308])
const USER_AGENT = 'Headwater'

export interface OutboundRequest {
  url: string
  method: 'POST' | 'PUT' | 'PATCH' | 'GET' | 'DELETE'
  /** Sent to the first URL; after a redirect to another origin only `content-type` stays. */
  headers: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
  /**
   * Deployments that the request's events have passed through. One more is written on the request, so
   * that a deployment which delivers to itself, or two to each other, refuse it after a few rounds.
   */
  hops: number
  /** Which events of the batch it carries, so that it can be shown with them. */
  events?: readonly number[]
  /** For the whole exchange, redirects and body included. */
  timeoutMs: number
  /** The answer tells of each event by itself, so up to 2 MB of it are read instead of 64 KB. */
  largeAnswer?: boolean
  /** The same, with a bound of the caller's own. */
  maxBodyBytes?: number
  /** Ends this request alone. */
  signal?: AbortSignal
  /** It or its answer carries credentials (a token is asked for): people are not shown the bodies. */
  confidential?: boolean
}

export interface OutboundResponse {
  status: number
  headers: Headers
  /** At most 64 KB of it (see `largeAnswer` and `maxBodyBytes`); the rest is not read. */
  body: string
  latencyMs: number
}

export type RequestClient = (request: OutboundRequest) => Promise<OutboundResponse>

export interface RequestClientDeps {
  fetch: typeof fetch
  now: () => number
  /** Aborts every request of the client. */
  signal: AbortSignal
  /** Lifts the refusal of targets inside a network: local development only. */
  allowPrivateTargets: boolean
}

/**
 * The only way out to addresses that users typed in. It follows redirects itself, keeping method and
 * body, because each hop has to be judged like the first.
 */
export function createRequestClient(deps: RequestClientDeps): RequestClient {
  return async (request) => {
    const startedAt = deps.now()
    const signal = AbortSignal.any([
      deps.signal,
      AbortSignal.timeout(request.timeoutMs),
      ...(request.signal === undefined ? [] : [request.signal]),
    ])
    try {
      const response = await followRedirects(deps, request, signal)
      const body = await readText(response, signal, maxBodyBytesOf(request))
      return {
        status: response.status,
        headers: response.headers,
        body,
        latencyMs: deps.now() - startedAt,
      }
    } catch (cause) {
      if (cause instanceof RequestError) throw cause
      if (signal.aborted) {
        throw new RequestError('ETIMEDOUT', `no answer within ${deps.now() - startedAt} ms`)
      }
      throw new RequestError(requestErrorCodeOf(cause), 'the connection failed', { cause })
    }
  }
}

async function followRedirects(
  deps: RequestClientDeps,
  request: OutboundRequest,
  signal: AbortSignal,
): Promise<Response> {
  let target = parseTarget(deps, request.url)
  const headers = new Headers(request.headers)
  if (target.authorization !== null && !headers.has('authorization')) {
    headers.set('authorization', target.authorization)
  }
  headers.set('user-agent', USER_AGENT)
  headers.set('x-headwater-hops', String(request.hops + 1))

  for (let redirects = 0; ; redirects++) {
    const response = await deps.fetch(target.url.href, {
      method: request.method,
      headers,
      ...(request.body !== undefined && { body: request.body }),
      redirect: 'manual',
      signal,
    })
    const location = response.headers.get('location')
    if (!REDIRECT_STATUSES.has(response.status) || location === null) return response
    await response.body?.cancel()
    if (redirects === MAX_REDIRECTS) {
      throw new RequestError('TOO_MANY_REDIRECTS', `more than ${MAX_REDIRECTS} redirects`)
    }
    const next = parseTarget(deps, location, target.url)
    if (target.url.protocol === 'https:' && next.url.protocol === 'http:') {
      throw new RequestError('INSECURE_REDIRECT', 'redirected from https to http')
    }
    // What was meant for one origin (tokens above all) is not for another.
    if (next.url.origin !== target.url.origin) keepSafeHeaders(headers)
    target = next
  }
}

const CROSS_ORIGIN_HEADERS = new Set([
  'content-encoding',
  'content-type',
  'user-agent',
  'x-headwater-hops',
])

function keepSafeHeaders(headers: Headers): void {
  for (const name of [...headers.keys()]) {
    if (!CROSS_ORIGIN_HEADERS.has(name)) headers.delete(name)
  }
}

interface Target {
  url: URL
  /** From credentials written in the URL, which `fetch` refuses. */
  authorization: string | null
}

function parseTarget(deps: RequestClientDeps, text: string, base?: URL): Target {
  const url = base ? URL.parse(text, base) : URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new RequestError('INVALID_URL', 'not an http or https URL')
  }
  if (!deps.allowPrivateTargets && isPrivateTarget(url)) {
    throw new RequestError('PRIVATE_TARGET', `${url.hostname} is not a public address`)
  }
  const { username, password } = url
  url.username = ''
  url.password = ''
  url.hash = ''
  if (username === '' && password === '') return { url, authorization: null }
  return { url, authorization: basicAuthorization(username, password) }
}

function basicAuthorization(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${decode(username)}:${decode(password)}`)
  return `Basic ${btoa(String.fromCharCode(...bytes))}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const maxBodyBytesOf = ({ maxBodyBytes, largeAnswer }: OutboundRequest): number =>
  maxBodyBytes ?? (largeAnswer === true ? MAX_LARGE_BODY_BYTES : MAX_BODY_BYTES)

/** Reads so much and no more: most answers are for a person to look at, not to keep. */
async function readText(
  response: Response,
  signal: AbortSignal,
  maxBytes: number,
): Promise<string> {
  if (response.body === null) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  const cancel = () => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', cancel, { once: true })
  try {
    while (bytes < maxBytes) {
      const { done, value } = await reader.read()
      if (done) return text + decoder.decode()
      const room = maxBytes - bytes
      text += decoder.decode(value.subarray(0, room), { stream: true })
      bytes += value.byteLength
    }
    cancel()
    return text
  } catch {
    // The status has been seen, so the partner has judged the request: a body that breaks off
    // afterwards is not a reason to send it again.
    return text
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
