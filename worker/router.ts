import { type IRequest, Router } from 'itty-router'
import type { CollectDeps, WaitUntil } from './collect/collect-deps.ts'
import { addCorsHeaders, answerPreflight } from './collect/cors.ts'
import { handleBatch } from './collect/handle-batch.ts'
import { handleEvent } from './collect/handle-event.ts'
import { handlePixel } from './collect/handle-pixel.ts'
import { handleTelemetry, type TelemetryCounter } from './collect/handle-telemetry.ts'
import { respondError } from './collect/respond.ts'
import type { Caller } from './domain/event/caller.ts'
import type { EventType } from './domain/event/event.ts'

export interface RouterDeps {
  collect: CollectDeps
  telemetry: TelemetryCounter
  /** The browser library and its settings (`worker/cdn`). These answer with headers of their own. */
  cdn: {
    settings(request: Request, writeKey: string, waitUntil: WaitUntil): Promise<Response>
    bundle(request: Request, writeKey: string, waitUntil: WaitUntil): Promise<Response>
    classic(request: Request, writeKey: string, waitUntil: WaitUntil): Promise<Response>
    chunk(request: Request): Promise<Response>
    nextIntegrations(request: Request): Promise<Response>
  }
  health(): Promise<Response>
  /** `COLLECT_HOSTS`; empty: every host collects. */
  hosts: readonly string[]
}

type Handler = (request: IRequest, waitUntil: WaitUntil) => Promise<Response> | Response

interface Route {
  path: string
  method: 'GET' | 'POST'
  handler: Handler
}

/** Every HTTP route of the edge Worker. A path matches with and without a trailing slash. */
export function createRouter(deps: RouterDeps): {
  fetch(request: Request, waitUntil: WaitUntil): Promise<Response>
} {
  const router = Router<IRequest, [WaitUntil]>({
    before: [(request) => wrongHost(request, deps.hosts)],
    catch: (error: unknown) => internalError(error, deps),
  })
  for (const { path, method, handler } of [...trackingRoutes(deps), ...browserRoutes(deps)]) {
    if (method === 'GET') router.get(path, handler).head(path, handler)
    else router.post(path, handler)
    router.options(path, answerPreflight)
    router.all(path, () => wrongMethod(method))
  }
  router.options('*', answerPreflight)
  router.all('*', () => respondError({ code: 'not_found', message: 'no such path' }))
  return {
    // itty-router hangs params and query on the request, which IRequest describes.
    fetch: async (request, waitUntil) => {
      const response: Response = await router.fetch(request as unknown as IRequest, waitUntil)
      return setsOwnCors(response) ? response : addCorsHeaders(request, response)
    },
  }
}

const SINGLE: readonly [long: EventType, short: string][] = [
  ['track', 't'],
  ['page', 'p'],
  ['identify', 'i'],
  ['group', 'g'],
  ['alias', 'a'],
  ['screen', 's'],
]

/** Who calls which batch route, as far as the route tells: libraries on devices use the first. */
const BATCH: readonly [path: string, caller: Caller][] = [
  ['/v1/b', 'client'],
  ['/v1/batch', 'server'],
  ['/v1/import', 'server'],
]

function trackingRoutes({ collect, telemetry }: RouterDeps): Route[] {
  const single = (path: string, type: EventType, caller: Caller): Route => ({
    path,
    method: 'POST',
    handler: (request, waitUntil) =>
      handleEvent(asRequest(request), { type, caller }, collect, waitUntil),
  })
  return [
    ...SINGLE.map(([type, letter]) => single(`/v1/${letter}`, type, 'client')),
    ...BATCH.map(
      ([path, caller]): Route => ({
        path,
        method: 'POST',
        handler: (request, waitUntil) =>
          handleBatch(asRequest(request), { caller }, collect, waitUntil),
      }),
    ),
    ...SINGLE.map(([type]) => single(`/v1/${type}`, type, 'server')),
    {
      path: '/v1/m',
      method: 'POST',
      handler: (request) => handleTelemetry(asRequest(request), telemetry),
    },
    {
      path: '/v1/pixel/:type',
      method: 'GET',
      handler: (request, waitUntil) =>
        handlePixel(asRequest(request), param(request, 'type'), collect, waitUntil),
    },
  ]
}

function browserRoutes({ cdn, health }: RouterDeps): Route[] {
  const get = (path: string, handler: Handler): Route => ({ path, method: 'GET', handler })
  const bundle: Handler = (request, waitUntil) =>
    cdn.bundle(asRequest(request), param(request, 'key'), waitUntil)
  return [
    get('/v1/projects/:key/settings', (request, waitUntil) =>
      cdn.settings(asRequest(request), param(request, 'key'), waitUntil),
    ),
    get('/analytics.js/v1/:key/analytics.min.js', bundle),
    get('/analytics.js/v1/:key/platform/analytics.min.js', bundle),
    get('/analytics.js/v1/:key/analytics.classic.js', (request, waitUntil) =>
      cdn.classic(asRequest(request), param(request, 'key'), waitUntil),
    ),
    get('/analytics-next/bundles/*', (request) => cdn.chunk(asRequest(request))),
    get('/next-integrations/*', (request) => cdn.nextIntegrations(asRequest(request))),
    get('/healthz', () => health()),
  ]
}

/** It is the very Request that came in; IRequest only adds to it, but leaves its type behind. */
const asRequest = (request: IRequest): Request => request as unknown as Request

/** itty-router does not decode parameters. One that cannot be decoded is none of ours. */
function param(request: IRequest, name: string): string {
  const raw = request.params[name] ?? ''
  try {
    return decodeURIComponent(raw)
  } catch {
    return raw
  }
}

/** A domain for the dashboard does not collect. `/healthz` answers everywhere. */
function wrongHost(request: IRequest, hosts: readonly string[]): Response | undefined {
  if (hosts.length === 0) return undefined
  const { host, hostname, pathname } = new URL(request.url)
  if (hosts.includes(host) || hosts.includes(hostname) || pathname === '/healthz') return undefined
  return respondError({ code: 'not_found', message: 'this host does not collect' })
}

function wrongMethod(method: Route['method']): Response {
  const allow = method === 'GET' ? 'GET, HEAD, OPTIONS' : 'POST, OPTIONS'
  return respondError({ code: 'method_not_allowed', message: `use ${method}`, allow })
}

/** A bug of ours: one line for the operator, and an answer after which every library tries again. */
function internalError(error: unknown, { collect }: RouterDeps): Response {
  const reason = error instanceof Error ? (error.stack ?? error.message) : 'unknown'
  collect.log({ problem: 'request failed', reason })
  return respondError({ code: 'internal_error', message: 'something went wrong here' })
}

const setsOwnCors = (response: Response): boolean =>
  response.headers.has('Access-Control-Allow-Origin')
