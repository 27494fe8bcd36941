import { connect, type Socket } from 'node:net'

/** Requests of one measurement. */
export interface Load {
  seconds: number
  /** Milliseconds per request. */
  latencies: number[]
  /** Answers by status; 0 for a connection that broke. */
  statuses: Record<number, number>
}

/**
 * Closed loop: so many connections, each sending its next request when the last one is answered. Shows
 * what the service can take; its latencies are those of a full system.
 */
export async function closedLoop(options: {
  port: number
  connections: number
  durationMs: number
  next(): Buffer
  /** Ends early after so many requests. */
  limit?: number
}): Promise<Load> {
  const { limit = Number.POSITIVE_INFINITY } = options
  const load: Load = { seconds: 0, latencies: [], statuses: {} }
  const began = performance.now()
  let sent = 0
  const client = async (): Promise<void> => {
    const connection = new Connection(options.port)
    while (performance.now() - began < options.durationMs && sent < limit) {
      sent++
      await measure(load, connection, options.next(), performance.now())
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: options.connections }, client))
  load.seconds = (performance.now() - began) / 1000
  return load
}

/**
 * Open loop: requests go out at their times whatever the answers do, and a latency begins at the time
 * at which the request should have gone out.
 */
export async function openLoop(options: {
  port: number
  perSecond: number
  durationMs: number
  next(): Buffer
}): Promise<Load> {
  const load: Load = { seconds: 0, latencies: [], statuses: {} }
  const idle: Connection[] = []
  const all = new Set<Connection>()
  const pending: Promise<void>[] = []
  const began = performance.now()
  const total = Math.round((options.perSecond * options.durationMs) / 1000)
  const send = async (due: number): Promise<void> => {
    // The server closes connections that idle for long; those are left behind.
    let connection = idle.pop()
    while (connection?.isClosed) connection = idle.pop()
    connection ??= new Connection(options.port)
    all.add(connection)
    await measure(load, connection, options.next(), due)
    idle.push(connection)
  }
  for (let sent = 0; sent < total; ) {
    const now = performance.now() - began
    for (; sent < total && (sent / options.perSecond) * 1000 <= now; sent++) {
      pending.push(send(began + (sent / options.perSecond) * 1000))
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(pending)
  for (const connection of all) connection.close()
  load.seconds = (performance.now() - began) / 1000
  return load
}

async function measure(
  load: Load,
  connection: Connection,
  bytes: Buffer,
  from: number,
): Promise<void> {
  const status = await connection.request(bytes)
  load.latencies.push(performance.now() - from)
  load.statuses[status] = (load.statuses[status] ?? 0) + 1
}

/** @throws when an answer was not 200: a rate of refusals is no throughput. */
export function assertAllAccepted(load: Load): void {
  const statuses = Object.keys(load.statuses)
  if (statuses.some((status) => status !== '200')) {
    throw new Error(`not all were accepted: ${JSON.stringify(load.statuses)}`)
  }
}

/**
 * @throws when the time was over before all of it was sent, as on a busy machine: who then waits for all
 * that was to come waits in vain.
 */
export function assertAllSent(load: Load, requests: number): void {
  const sent = load.latencies.length
  if (sent < requests) {
    throw new Error(`${sent} of ${requests} requests were sent in ${Math.round(load.seconds)} s`)
  }
}

/**
 * One kept-alive HTTP/1.1 connection, one request at a time. Node's own client costs several times the
 * CPU, which here would be taken from the service under test.
 */
export class Connection {
  readonly #socket: Socket
  #received = ''
  #answer: ((status: number) => void) | null = null

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    // Each byte one character: lengths are then those of the wire.
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (chunk: string) => this.#onData(chunk))
    this.#socket.on('error', () => this.#finish(0))
    this.#socket.on('close', () => this.#finish(0))
    this.#socket.on('end', () => this.#socket.destroy())
  }

  get isClosed(): boolean {
    return this.#socket.readyState === 'closed'
  }

  /** The answer's status, or 0 when the connection broke. */
  request(bytes: Buffer): Promise<number> {
    if (this.#socket.destroyed) return Promise.resolve(0)
    return new Promise((resolve) => {
      this.#answer = resolve
      this.#socket.write(bytes)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #onData(chunk: string): void {
    this.#received += chunk
    const headEnd = this.#received.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = this.#received.slice(0, headEnd).toLowerCase()
    const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1]
    const complete =
      length === undefined
        ? this.#received.endsWith('\r\n0\r\n\r\n') || !head.includes('chunked')
        : this.#received.length >= headEnd + 4 + Number(length)
    if (!complete) return
    this.#received = ''
    this.#finish(Number(head.slice(9, 12)))
  }

  #finish(status: number): void {
    const answer = this.#answer
    this.#answer = null
    answer?.(status)
  }
}
