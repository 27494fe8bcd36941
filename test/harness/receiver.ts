import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { eventually } from './eventually.ts'

export interface ReceivedEvent {
  type: string
  messageId: string
  [field: string]: unknown
}

export interface Delivery {
  /** When it was taken, in milliseconds. */
  at: number
  url: string
  headers: IncomingHttpHeaders
  body: string
  /** The body's events: one, or with `batch: true` several. */
  events: ReceivedEvent[]
}

/** How to answer a request: a status, a whole answer, a connection cut, or none at all. */
export type Answer =
  | number
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'reset'
  | 'hang'

export interface Receiver {
  readonly url: string
  /** Requests answered 2xx, in the order in which they came. */
  readonly deliveries: Delivery[]
  /** All requests, refused ones too. */
  readonly attempts: Delivery[]
  /** How often each messageId was taken (answered 2xx). */
  counts(): Map<string, number>
  event(messageId: string): ReceivedEvent | undefined
  /** Waits until each was taken at least once. @throws naming some that were not. */
  waitFor(messageIds: Iterable<string>, timeoutMs?: number): Promise<void>
  answerWith(answer: (delivery: Delivery, attempt: number) => Answer): void
  stop(): Promise<void>
}

/** The other end of the webhooks destination: takes everything until told otherwise. */
export async function startReceiver(): Promise<Receiver> {
  const deliveries: Delivery[] = []
  const attempts: Delivery[] = []
  const counts = new Map<string, number>()
  const sockets = new Set<Socket>()
  let decide: (delivery: Delivery, attempt: number) => Answer = () => 200

  const take = (delivery: Delivery): void => {
    deliveries.push(delivery)
    for (const { messageId } of delivery.events) {
      counts.set(messageId, (counts.get(messageId) ?? 0) + 1)
    }
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const delivery = {
        at: Date.now(),
        url: request.url ?? '',
        headers: request.headers,
        body,
        events: eventsOf(body),
      }
      attempts.push(delivery)
      const status = reply(response, decide(delivery, attempts.length))
      if (status >= 200 && status < 300) take(delivery)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const port = await listen(server)

  return {
    url: `http://127.0.0.1:${port}/hook`,
    deliveries,
    attempts,
    counts: () => new Map(counts),
    event: (messageId) =>
      deliveries.flatMap((delivery) => delivery.events).find((e) => e.messageId === messageId),
    waitFor: async (messageIds, timeoutMs) => {
      const missing = new Set(messageIds)
      await eventually(
        'every event at the webhook',
        () => {
          for (const id of missing) if (counts.has(id)) missing.delete(id)
          if (missing.size > 0) {
            throw new Error(`${missing.size} missing, e.g. ${[...missing].slice(0, 3).join(', ')}`)
          }
          return true
        },
        timeoutMs,
      )
    },
    answerWith: (answer) => {
      decide = answer
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** @returns the status that was sent, 0 for none. */
function reply(response: ServerResponse, answer: Answer): number {
  if (answer === 'hang') return 0
  if (answer === 'reset') {
    response.socket?.resetAndDestroy()
    return 0
  }
  const {
    status,
    headers = {},
    body = '{}',
  } = typeof answer === 'number' ? { status: answer } : answer
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  return status
}

function eventsOf(body: string): ReceivedEvent[] {
  try {
    const parsed = JSON.parse(body) as ReceivedEvent | ReceivedEvent[]
    return Array.isArray(parsed) ? parsed : [parsed]
  } catch {
    return []
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}
