/**
 * Answers as Segment's API gives them. What libraries depend on: success is exactly 200 with a JSON
 * object (Python, PHP and .NET take 202 for a failure; Ruby and Java parse the body); an error names
 * `code` and `message` (Python) and `error` (Ruby); bad bodies are 400 and nothing else (Swift keeps
 * a batch for ever on 413).
 */
export interface RejectedEvent {
  /** Position in the batch; 0 for a single event. */
  index: number
  code: string
  message: string
}

const JSON_HEADERS = { 'Content-Type': 'application/json' }
/** The list is for a person to read; a hostile batch could make it longer than itself. */
const MAX_LISTED = 2_500

export function respondAccepted(refused?: {
  rejected: readonly RejectedEvent[]
  rejectedCount: number
}): Response {
  if (refused === undefined || refused.rejectedCount === 0) {
    return new Response('{"success":true}', { headers: JSON_HEADERS })
  }
  const rejected = refused.rejected.slice(0, MAX_LISTED)
  const { rejectedCount } = refused
  const body = { success: true, rejected, ...(rejectedCount > MAX_LISTED ? { rejectedCount } : {}) }
  return new Response(JSON.stringify(body), { headers: JSON_HEADERS })
}

/** The closed list of request errors of the tracking API. */
export const REQUEST_ERRORS = {
  bad_request: 400,
  event_too_large: 400,
  batch_too_large: 400,
  invalid_write_key: 400,
  too_many_hops: 400,
  not_found: 404,
  method_not_allowed: 405,
  rate_limited: 429,
  internal_error: 500,
  overloaded: 503,
  configuration_unavailable: 503,
} as const
export type RequestErrorCode = keyof typeof REQUEST_ERRORS

export interface RequestError {
  code: RequestErrorCode
  message: string
  /** Whole seconds: browser and Node parse an integer only. Present on 429 and 503. */
  retryAfterS?: number
  /** Methods of the path. Present on 405. */
  allow?: string
}

export function respondError(error: RequestError): Response {
  const { code, message, retryAfterS, allow } = error
  const headers = new Headers(JSON_HEADERS)
  if (allow !== undefined) headers.set('Allow', allow)
  if (retryAfterS !== undefined) {
    headers.set('Retry-After', String(retryAfterS))
    // Browser libraries before 1.84 read this one, as seconds from now.
    if (code === 'rate_limited') headers.set('X-RateLimit-Reset', String(retryAfterS))
  }
  const body = JSON.stringify({ success: false, code, message, error: message })
  return new Response(body, { status: REQUEST_ERRORS[code], headers })
}

/** Seconds after which a library should ask again when we could not take its call. */
export const RETRY_AFTER_S = 5

export const overloaded = (message: string): RequestError => ({
  code: 'overloaded',
  message,
  retryAfterS: RETRY_AFTER_S,
})

export const configurationUnavailable: RequestError = {
  code: 'configuration_unavailable',
  message: 'The configuration could not be loaded. Try again.',
  retryAfterS: RETRY_AFTER_S,
}
