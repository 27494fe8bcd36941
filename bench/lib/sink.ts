import { createServer, type ServerResponse } from 'node:http'

/** The partner: takes every webhook and notes when each event came. */
export interface Sink {
  url(path?: string): string
  /** Events taken so far, repeats included. */
  taken(): number
  requests(): number
  /** Called for every event: its messageId, the path it came to, `performance.now()`. */
  onEvent: ((messageId: string, path: string, at: number) => void) | null
  /** Requests to this path are answered only after so many milliseconds. */
  delay(path: string, ms: number): void
  /** Waits until so many events were taken. @throws when nothing came for 20 s. */
  until(count: number): Promise<void>
  stop(): void
}

const MESSAGE_ID = /"messageId":"([^"]+)"/g

export async function startSink(): Promise<Sink> {
  let taken = 0
  let requests = 0
  let lastAt = performance.now()
  const delays = new Map<string, number>()
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const at = performance.now()
      lastAt = at
      requests++
      // Not parsed: the sink takes its CPU from the service under test.
      for (const [, messageId] of Buffer.concat(chunks).toString('latin1').matchAll(MESSAGE_ID)) {
        taken++
        sink.onEvent?.(messageId ?? '', path, at)
      }
      answer(response, delays.get(path) ?? 0)
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const sink: Sink = {
    url: (path = '/hook') => `http://127.0.0.1:${port}${path}`,
    taken: () => taken,
    requests: () => requests,
    onEvent: null,
    delay: (path, ms) => void delays.set(path, ms),
    until: async (count) => {
      lastAt = performance.now()
      while (taken < count) {
        if (performance.now() - lastAt > 20_000) {
          throw new Error(`${taken} of ${count} events came, and none for 20 s`)
        }
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return sink
}

function answer(response: ServerResponse, delayMs: number): void {
  const send = () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  if (delayMs === 0) send()
  else setTimeout(send, delayMs).unref()
}
