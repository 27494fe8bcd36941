import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { withPageHeaders } from '../../worker/api/page-headers.ts'

const DIST = path.join(import.meta.dirname, '../../dashboard/dist')
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** What the service says to one call: a value is sent with 200, as `/api` and `/auth` each wrap it. */
export type StubAnswer =
  | { data: unknown }
  | { status: number; body?: unknown }
  /** A file. */
  | { text: string }
  | ((call: { query: URLSearchParams; body: unknown }) => StubAnswer)

export interface DashboardStub {
  origin: string
  /** By method and path, e.g. `GET /api/me`. What is not here is 404. */
  answers: Record<string, StubAnswer>
  /** Every call of the API and of the accounts so far. */
  calls: { name: string; body: unknown }[]
  /** Answers of the API wait for it. */
  until: Promise<unknown>
  stop(): Promise<void>
}

/** The built dashboard with the headers of the app Worker, and a service that says what a test wants. */
export async function startDashboardStub(
  answers: Record<string, StubAnswer>,
): Promise<DashboardStub> {
  const stub: Omit<DashboardStub, 'origin' | 'stop'> = {
    answers: { ...answers },
    calls: [],
    until: Promise.resolve(),
  }
  const server = createServer((request, response) => {
    answer(stub, request).then(
      async (reply) => {
        const body = Buffer.from(await reply.arrayBuffer())
        response.writeHead(reply.status, Object.fromEntries(reply.headers))
        response.end(body)
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(stub, {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  })
}

type Stub = Pick<DashboardStub, 'answers' | 'calls' | 'until'>

async function answer(stub: Stub, request: IncomingMessage): Promise<Response> {
  const url = new URL(request.url ?? '/', 'http://stub')
  const name = `${request.method} ${url.pathname.replace(/(.)\/$/, '$1')}`
  // The catalog's files too are what a test says.
  const isCall = /^\/(api|auth)(\/|$)/.test(url.pathname) || Object.hasOwn(stub.answers, name)
  if (!isCall) return withPageHeaders(await file(url.pathname), false)
  const body = await bodyOf(request)
  stub.calls.push({ name, body })
  await stub.until
  return respond(stub.answers[name] ?? { status: 404 }, url, body)
}

function respond(given: StubAnswer, url: URL, body: unknown): Response {
  if (typeof given === 'function') {
    return respond(given({ query: url.searchParams, body }), url, body)
  }
  if ('text' in given) return new Response(given.text)
  if ('data' in given) {
    return Response.json(url.pathname.startsWith('/api') ? { data: given.data } : given.data)
  }
  const type = { 401: 'unauthorized', 403: 'forbidden', 404: 'not-found' }[given.status]
  const message = `Refused with ${given.status}.`
  const fallback = { errors: [{ type: type ?? 'internal', message }] }
  return Response.json(given.body ?? fallback, { status: given.status })
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const text = Buffer.concat(pieces).toString()
  return text === '' ? undefined : JSON.parse(text)
}

async function file(pathname: string): Promise<Response> {
  const asked = path.extname(pathname) === '' ? '/index.html' : path.normalize(pathname)
  // As the service does: what is no file is an address inside the dashboard.
  const name = existsSync(path.join(DIST, asked)) ? asked : '/index.html'
  const type = TYPES[path.extname(name)] ?? 'application/octet-stream'
  return new Response(await readFile(path.join(DIST, name)), { headers: { 'content-type': type } })
}
