import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import {
  handleBundle,
  handleChunk,
  handleClassic,
  handleNextIntegrations,
} from '../../../worker/cdn/bundle.ts'
import type { CdnDeps } from '../../../worker/cdn/cdn-deps.ts'
import { handleSettings } from '../../../worker/cdn/settings.ts'
import type { SourceConfig } from '../../../worker/domain/config/snapshot.ts'
import { sha256Hex } from '../../../worker/platform/sha256.ts'
import { snapshotsOf } from '../../fakes/snapshots-of.ts'
import type { SeenEvent, Target } from './target.ts'

const WRITE_KEY = 'wk_browser_test'
const ASSETS = path.join(import.meta.dirname, '../../../.build/edge-assets')

export interface StubTarget extends Target {
  /** Paths under /v1 that were posted to, in order. */
  posts(): string[]
}

/**
 * Our browser routes with the built library behind them, and a collection that only remembers: what
 * the library does against this is what it does by itself.
 */
export async function startStubTarget(source: SourceConfig): Promise<StubTarget> {
  const seen: SeenEvent[] = []
  const posts: string[] = []
  const deps: CdnDeps = {
    snapshots: snapshotsOf({ [WRITE_KEY]: source }),
    assets: { fetch: readAsset },
    waitUntil: () => {},
    sha256Hex,
    cookieDomain: '',
  }
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (request.method === 'OPTIONS') return new Response(null, { status: 204 })
    if (request.method === 'POST') {
      posts.push(pathname)
      seen.push(...eventsIn(await request.json()))
      return Response.json({ success: true })
    }
    return route(pathname, request, deps)
  }
  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await toRequest(incoming)
    const response = await answer(request).catch(
      (error) => new Response(String(error), { status: 500 }),
    )
    if (request.method !== 'GET') allowOrigin(response, request)
    await send(response, outgoing)
  }
  const server = createServer((incoming, outgoing) => {
    respond(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    writeKey: WRITE_KEY,
    once: false,
    events: async () => [...seen],
    posts: () => [...posts],
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function route(pathname: string, request: Request, deps: CdnDeps): Promise<Response> {
  const settings = /^\/v1\/projects\/([^/]+)\/settings$/.exec(pathname)
  if (settings?.[1] !== undefined) return handleSettings(request, settings[1], deps)
  const library =
    /^\/analytics\.js\/v1\/([^/]+)\/(?:platform\/)?analytics\.(min|classic)\.js$/.exec(pathname)
  if (library?.[1] !== undefined) {
    const handle = library[2] === 'min' ? handleBundle : handleClassic
    return handle(request, library[1], deps)
  }
  if (pathname.startsWith('/analytics-next/bundles/')) return handleChunk(request, deps)
  if (pathname.startsWith('/next-integrations/')) return handleNextIntegrations()
  return new Response('not found', { status: 404 })
}

async function readAsset(request: Request): Promise<Response> {
  const file = path.join(ASSETS, path.normalize(new URL(request.url).pathname))
  try {
    const type = file.endsWith('.js') ? 'text/javascript' : 'text/plain'
    return new Response(await readFile(file), { headers: { 'Content-Type': type } })
  } catch {
    return new Response('not found', { status: 404 })
  }
}

function eventsIn(body: unknown): SeenEvent[] {
  const { batch, series } = body as { batch?: SeenEvent[]; series?: unknown[] }
  if (series !== undefined) return []
  return batch ?? [body as SeenEvent]
}

function allowOrigin(response: Response, request: Request): void {
  const asked = request.headers.get('Access-Control-Request-Headers') ?? ''
  response.headers.set('Access-Control-Allow-Origin', request.headers.get('Origin') ?? '*')
  response.headers.set('Access-Control-Allow-Credentials', 'true')
  response.headers.set('Access-Control-Allow-Headers', `Authorization, Content-Type, ${asked}`)
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value))
  const method = incoming.method ?? 'GET'
  const body = chunks.length === 0 ? null : Buffer.concat(chunks)
  return new Request(`http://${incoming.headers.host}${incoming.url}`, { method, headers, body })
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  response.end(Buffer.from(await answer.arrayBuffer()))
}
