import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { BooksAnswer } from '../../worker/api/contract/books.ts'
import type { SourceAnswer } from '../../worker/api/contract/sources.ts'
import { destinationBooks, sourceBooks } from '../../worker/domain/balance.ts'
import { eventKey, routeKey } from '../../worker/domain/books.ts'
import { findSourceMetadata } from '../../worker/domain/catalog/sources.ts'

const DIST = path.join(import.meta.dirname, '../../dashboard/dist')
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** Stricter than any deployment has to be: what works under this needs nothing inline. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"

export const STUB_TOKEN = 'a-token'

export interface DashboardStub {
  origin: string
  sources: SourceAnswer[]
  books: BooksAnswer
  /** Status of every answer of the API from now on, when it is not to work. */
  failWith: number | null
  stop(): Promise<void>
}

/** The built dashboard, and just enough of the API behind it. */
export async function startDashboardStub(): Promise<DashboardStub> {
  const stub: Omit<DashboardStub, 'origin' | 'stop'> = {
    sources: [makeSourceAnswer()],
    books: emptyBooks(),
    failWith: null,
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://stub')
    const answered = pathname.startsWith('/api/')
      ? Promise.resolve(answerApi(stub, pathname, request.headers.authorization))
      : answerFile(pathname)
    answered.then(
      ({ status, type, body }) => {
        response.writeHead(status, { 'Content-Type': type, 'Content-Security-Policy': POLICY })
        response.end(body)
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(stub, {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  })
}

interface Answer {
  status: number
  type: string
  body: string | Buffer
}

function answerApi(
  stub: Pick<DashboardStub, 'sources' | 'books' | 'failWith'>,
  pathname: string,
  authorization: string | undefined,
): Answer {
  const failed = stub.failWith ?? (authorization === `Bearer ${STUB_TOKEN}` ? null : 401)
  if (failed !== null) {
    const message = `refused with ${failed}`
    return json(failed, { errors: [{ type: 'internal', message }] })
  }
  if (pathname === '/api/') {
    return json(200, { data: { workspace: { id: 'wks_1', slug: 'demo', name: 'Demo' } } })
  }
  if (pathname === '/api/sources') return json(200, { data: { sources: stub.sources } })
  if (pathname === '/api/books') return json(200, { data: stub.books })
  const source = stub.sources.find(({ id }) => pathname === `/api/sources/${id}/setup`)
  const kind = source && findSourceMetadata(source.metadata.slug)
  if (source === undefined || kind === undefined) return json(404, { errors: [] })
  const writeKey = source.writeKeys[0] ?? ''
  const origin = 'https://e.example.com'
  const text = kind.setup({ writeKey, origin })
  return json(200, { data: { setup: { language: kind.setupLanguage, origin, writeKey, text } } })
}

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
})

async function answerFile(pathname: string): Promise<Answer> {
  const file = path.join(DIST, pathname === '/' ? 'index.html' : path.normalize(pathname))
  const type = TYPES[path.extname(file)] ?? 'application/octet-stream'
  return { status: 200, type, body: await readFile(file) }
}

export function makeSourceAnswer(overrides: Partial<SourceAnswer> = {}): SourceAnswer {
  return {
    id: 'src_1',
    slug: 'website',
    name: 'Demo website',
    metadata: {
      id: 'src_meta_javascript',
      name: 'Javascript',
      slug: 'javascript',
      description: '',
      logos: { default: '' },
      options: [],
      categories: ['Website'],
      isCloudEventSource: false,
    },
    workspaceId: 'wks_1',
    enabled: true,
    writeKeys: ['wk_8fK2mQzT5vLr1XnB'],
    settings: {
      serverCookie: false,
      rateLimitPerS: 0,
      rateLimitAddressPerS: 0,
      deliveryStrategy: 'standard',
    },
    labels: [],
    ...overrides,
  }
}

export const emptyBooks = (): BooksAnswer => ({
  from: '2026-11-22T18',
  to: '2026-11-23T18',
  sources: [],
  destinations: [],
})

/** A day of a shop, with most kinds of outcome in it. */
export function busyBooks(sourceId = 'src_1'): BooksAnswer {
  const key = (outcome: Parameters<typeof eventKey>[0]['outcome'], code = '') =>
    eventKey({ outcome, code, type: 'track', name: 'Order Completed' })
  const counts = {
    received: 18_432,
    inPipeline: 12,
    events: {
      [key('passed')]: 18_214,
      [key('duplicate')]: 171,
      [key('failed on ingest', 'no_user_anon_id')]: 35,
    },
    destinations: {
      [routeKey({ destinationId: 'dst_1', outcome: 'routed', code: '' })]: 18_214,
    },
  }
  const delivery = {
    routed: { '': 18_214 },
    delivered: { '': 18_190 },
    pending: { '': 4 },
    'awaiting retry': { '': 17 },
    'failed delivery': { http_410: 3 },
  }
  const shape = [120, 90, 60, 40, 30, 45, 110, 300, 620, 900, 1_100, 1_240, 1_300, 1_180, 1_220]
  return {
    ...emptyBooks(),
    sources: [
      {
        sourceId,
        name: 'Demo website',
        ...sourceBooks([counts]),
        hours: shape.map((received, index) => ({
          hour: new Date(Date.parse('2026-11-23T00:00:00Z') + index * 3_600_000)
            .toISOString()
            .slice(0, 13),
          ...sourceBooks([{ received, inPipeline: received, events: {}, destinations: {} }]),
        })),
      },
    ],
    destinations: [
      {
        destinationId: 'dst_1',
        sourceId,
        name: 'Order webhook',
        ...destinationBooks('dst_1', [counts], [delivery]),
        hours: [],
      },
    ],
  }
}
