import { request } from 'node:http'
import * as v from 'valibot'
import type { LiveEvent, LiveFilter } from '../../worker/domain/live/live-event.ts'
import { type LiveMessage, liveMessageSchema } from '../../worker/domain/live/live-protocol.ts'

export interface LiveClient {
  readonly messages: LiveMessage[]
  /** Its rows as a page would hold them: by acceptId, the latest state of each. */
  readonly rows: Map<string, LiveEvent>
  /** Called for each row of each message. */
  onRow: ((event: LiveEvent) => void) | null
  /** Null while it is open. */
  closed(): { code: number } | null
  watch(filter?: LiveFilter): void
  send(text: string): void
  /** How many pings were answered. */
  pongs(): number
  close(): void
}

export interface LiveClientOptions {
  headers?: Record<string, string>
  /** Default: every batch is confirmed. */
  confirm?: boolean
}

/** @param address of the service, and the path with its query */
export function openLive(
  origin: string,
  path: string,
  { headers = {}, confirm = true }: LiveClientOptions = {},
): Promise<LiveClient> {
  // Node's WebSocket takes headers, which the standard type does not know.
  const Socket = WebSocket as unknown as new (
    url: string,
    options: { headers: Record<string, string> },
  ) => WebSocket
  const socket = new Socket(`${origin.replace(/^http/, 'ws')}${path}`, { headers })
  const messages: LiveMessage[] = []
  const rows = new Map<string, LiveEvent>()
  let pongs = 0
  let closed: { code: number } | null = null
  socket.addEventListener('message', ({ data }) => {
    if (data === 'pong') {
      pongs++
      return
    }
    const message = v.parse(liveMessageSchema, JSON.parse(String(data)))
    messages.push(message)
    if (message.kind === 'bye') return
    if (message.kind === 'snapshot') rows.clear()
    for (const event of message.events) {
      rows.set(event.acceptId, event)
      client.onRow?.(event)
    }
    if (confirm && message.kind === 'events' && message.events.length > 0) {
      socket.send(JSON.stringify({ kind: 'seen', batch: message.batch }))
    }
  })
  const client: LiveClient = {
    messages,
    rows,
    onRow: null,
    closed: () => closed,
    pongs: () => pongs,
    watch: (filter = {}) => socket.send(JSON.stringify({ kind: 'watch', filter })),
    send: (text) => socket.send(text),
    close: () => socket.close(),
  }
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(client))
    socket.addEventListener('error', () => reject(new Error('the WebSocket was refused')))
    socket.addEventListener('close', ({ code }) => {
      closed = { code }
    })
  })
}

/** Status of an upgrade that is refused before it becomes a WebSocket; 101 when it is not. */
export function upgradeStatus(
  origin: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(`${origin}${path}`, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.from('sixteen bytes ok').toString('base64'),
        ...headers,
      },
    })
    call.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    call.on('upgrade', (_, socket) => {
      socket.destroy()
      resolve(101)
    })
    call.on('error', reject)
    call.end()
  })
}
