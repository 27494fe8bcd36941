/**
 * The one place that calls fetch. `api` speaks to the management API (`/api`, an envelope around the
 * answer), `auth` to the accounts (`/auth`, plain JSON); the files beside this one give both their types.
 */

/** What went wrong, in words that help the person in front of it. */
export class ApiError extends Error {
  override name = 'ApiError'
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  /** Stable word of the API: `not-found`, `INVALID_EMAIL_OR_PASSWORD` ... */
  readonly code: string
  /** Per input field what is wrong with it. */
  readonly fields: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, fields: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.fields = fields
  }
}

export type QueryValues = Record<string, string | number | boolean | undefined>

export interface CallOptions {
  query?: QueryValues
  body?: unknown
  signal?: AbortSignal
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** Whom calls with a session are for; a session alone may belong to several workspaces. */
let workspaceId: string | undefined

export function setWorkspaceForCalls(id: string | undefined): void {
  workspaceId = id
}

async function callApi<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const body = await call(method, `/api${path}`, options)
  // Our own API of the same deployment: its contract says that this is T.
  return (body as { data: T }).data
}

export const api = {
  get: <T>(path: string, options?: CallOptions) => callApi<T>('GET', path, options),
  post: <T>(path: string, body?: unknown) => callApi<T>('POST', path, { body }),
  patch: <T>(path: string, body: unknown) => callApi<T>('PATCH', path, { body }),
  put: <T>(path: string, body: unknown) => callApi<T>('PUT', path, { body }),
  delete: <T>(path: string, options?: CallOptions) => callApi<T>('DELETE', path, options),
  /** An answer that is a file, to be saved. */
  file: async (path: string, options?: CallOptions): Promise<Blob> =>
    (await send('GET', `/api${path}`, options ?? {})).blob(),
}

export const auth = {
  get: async <T>(path: string, options?: CallOptions) =>
    (await call('GET', `/auth${path}`, options ?? {})) as T,
  post: async <T>(path: string, body: unknown = {}) =>
    (await call('POST', `/auth${path}`, { body })) as T,
}

/** Data that was built with the dashboard; null where there is none, which the service answers with its page. */
export async function readAsset<T>(path: string, signal?: AbortSignal): Promise<T | null> {
  const response = await send('GET', path, signal === undefined ? {} : { signal }).catch(
    (error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return null
      throw error
    },
  )
  if (response === null) return null
  if (!response.headers.get('content-type')?.includes('json')) {
    // Read to its end, or the browser would hold the connection open for it.
    await response.text()
    return null
  }
  // Our own build wrote it.
  return (await response.json()) as T
}

async function call(method: Method, path: string, options: CallOptions): Promise<unknown> {
  const response = await send(method, path, options)
  return response.json().catch(() => null)
}

/** @throws ApiError unless the answer is 2xx. */
async function send(method: Method, path: string, options: CallOptions): Promise<Response> {
  const { query, body, signal } = options
  const response = await fetch(withQuery(path, query), {
    method,
    credentials: 'same-origin',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(workspaceId !== undefined && { 'x-headwater-workspace': workspaceId }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw new ApiError(
      0,
      'no-answer',
      'The service did not answer. Check your connection and try again.',
    )
  })
  if (!response.ok) throw toError(response, await response.json().catch(() => null))
  return response
}

function withQuery(path: string, query: QueryValues = {}): string {
  const given = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== '',
  ) as [string, string | number | boolean][]
  if (given.length === 0) return path
  return `${path}?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`
}

interface WireProblem {
  errors?: { type?: string; message?: string; field?: string }[]
  code?: string
  message?: string
}

function toError({ status, headers }: Response, answer: unknown): ApiError {
  const { errors = [], code, message } = (answer ?? {}) as WireProblem
  const fields: Record<string, string> = {}
  for (const error of errors) {
    if (error.field !== undefined) fields[error.field] ??= sentence(error.message ?? 'Not valid.')
  }
  const first = errors[0]
  return new ApiError(
    status,
    first?.type ?? code ?? String(status),
    sentence(first?.message ?? message ?? fallback(status, headers.get('retry-after'))),
    fields,
  )
}

/** Some of the API's messages go on where the name of a field has begun; here they stand by themselves. */
function sentence(message: string): string {
  const begun = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`
}

function fallback(status: number, retryAfter: string | null): string {
  if (status === 429) {
    return retryAfter === null
      ? 'Too many tries. Wait a moment and try again.'
      : `Too many tries. Try again in ${retryAfter} seconds.`
  }
  return `The service answered with status ${status}. Try again in a moment.`
}
