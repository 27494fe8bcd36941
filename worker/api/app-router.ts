import { type IRequest, Router } from 'itty-router'
import { errorResponse, fail } from './errors.ts'
import { withPageHeaders } from './page-headers.ts'

export interface AppRoutes {
  /** Hosts that serve the API and the dashboard; empty: all but those that only collect. */
  appHosts: readonly string[]
  /** Hosts that collect; empty: all. */
  collectHosts: readonly string[]
  api(request: Request): Promise<Response>
  /** Signing in and out, accounts, invitations. */
  auth(request: Request): Promise<Response>
  /** The live view's WebSockets. */
  live(request: Request): Promise<Response>
  /** The edge Worker, for calls of tracking libraries that come in on this one's hosts. */
  edge(request: Request): Promise<Response>
  assets(request: Request): Promise<Response>
  /** Whether what this Worker stands on answers. */
  healthy(): Promise<boolean>
}

const COLLECT_PATHS = ['/v1', '/analytics.js', '/analytics-next', '/next-integrations']
/** Never the dashboard's: a program that asks for what is not there must not be given a page. */
const PROGRAM_PATHS = ['/profiles']

type Handler = (request: Request, routes: AppRoutes) => Promise<Response>
/** Answers, or leaves the request to the next route. */
type Step = (request: Request, routes: AppRoutes) => Promise<Response | undefined>

/** Every route of the app Worker. */
export function createAppRouter(): Handler {
  const router = appRoutes()
  return (request, routes) => router.fetch(request, routes)
}

/** What it takes, in the order in which it looks. */
export const appPaths = (): string[] => appRoutes().routes.map(([, , , path]) => path ?? '')

function appRoutes() {
  const router = Router<IRequest, [AppRoutes]>()
  const on = (path: string, handler: Step) =>
    router.all(path, (request, routes) =>
      // itty hands over the request it was given; its own type leaves that open.
      handler(request as unknown as Request, routes),
    )

  on('/healthz', async (_, routes) =>
    (await routes.healthy())
      ? json(200, { status: 'ok' })
      : errorResponse(
          fail('service-unavailable', 'The database or the delivery Worker does not answer.').error,
        ),
  )
  for (const path of COLLECT_PATHS) {
    on(`${path}/*`, async (request, routes) =>
      collects(request, routes) ? routes.edge(request) : nothingHere(),
    )
  }
  on('*', async (request, routes) => (servesApp(request, routes) ? undefined : nothingHere()))
  on('/api/*', async (request, routes) => routes.api(request))
  on('/auth/*', async (request, routes) => routes.auth(request))
  on('/live/*', async (request, routes) => routes.live(request))
  for (const path of PROGRAM_PATHS) on(`${path}/*`, async () => nothingHere())
  on('*', page)
  return router

  async function page(request: Request, routes: AppRoutes): Promise<Response> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const refused = errorResponse(fail('method-not-allowed', 'Allowed here: GET, HEAD.').error)
      refused.headers.set('allow', 'GET, HEAD')
      return refused
    }
    return withPageHeaders(await routes.assets(request), new URL(request.url).protocol === 'https:')
  }
}

const nothingHere = () => errorResponse(fail('not-found', 'There is nothing here.').error)

const json = (status: number, body: unknown) =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } })

const collects = (request: Request, { collectHosts }: AppRoutes): boolean =>
  collectHosts.length === 0 || isOneOf(collectHosts, request)

function servesApp(request: Request, { appHosts, collectHosts }: AppRoutes): boolean {
  if (appHosts.length > 0) return isOneOf(appHosts, request)
  return !isOneOf(collectHosts, request)
}

/** A host may be listed with its port or without. */
function isOneOf(hosts: readonly string[], request: Request): boolean {
  const { host, hostname } = new URL(request.url)
  return hosts.includes(host) || hosts.includes(hostname)
}
