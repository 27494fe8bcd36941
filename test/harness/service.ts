import { type ChildProcess, fork } from 'node:child_process'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ArchiveObject, ChildMessage, Command, ParentMessage } from './protocol.ts'
import { ROOT } from './workers.ts'

export interface ServiceOptions {
  /** Folder of a state that outlives the service. Without it: a temporary one, removed by `stop`. */
  persist?: string
  /** Default: a free one, kept over restarts of this service. */
  port?: number
  /** Which Worker answers on the port; `edge` saves the forwarding by the app. Default `app`. */
  entry?: 'app' | 'edge'
  /** Replace `[vars]` of the wrangler configs. */
  vars?: Record<string, string>
  /** Secrets of the app Worker besides the one that it requires. */
  appSecrets?: Record<string, string>
  /** Hosts of the internet that the app Worker may call, and the origins of what plays them here. */
  elsewhere?: Record<string, string>
}

export interface Service {
  readonly origin: string
  /** Bearer of the management API, an owner's. */
  readonly apiToken: string
  readonly statePath: string
  /** Rows of D1. */
  sql<Row = Record<string, unknown>>(query: string, ...params: unknown[]): Promise<Row[]>
  archiveKeys(prefix?: string): Promise<string[]>
  archiveObject(key: string): Promise<ArchiveObject | null>
  /** Runs the edge Worker's cron handler now. */
  scheduled(cron?: string): Promise<unknown>
  /** Everything that the runtime and the Workers printed. */
  log(): string
  /** Pid of the process that holds the runtime; its group holds all that belongs to this service. */
  pid(): number
  /** `kill -9` of the runtime and all that it started, at once. State stays as it is on disk. */
  kill9(): Promise<void>
  /** Starts again on the same state and port, after `kill9` or `halt`. */
  restart(): Promise<void>
  /** An orderly end that keeps the state. */
  halt(): Promise<void>
  /** An orderly end; a temporary state is removed. */
  stop(): Promise<void>
}

const NODE = path.join(ROOT, 'node_modules/node/bin/node')
const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 10_000

/** The three Workers, migrated and with an owner's token, on a port of 127.0.0.1. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const statePath = options.persist ?? mkdtempSync(path.join(tmpdir(), 'headwater-'))
  mkdirSync(statePath, { recursive: true })
  const port = options.port ?? (await freePort())
  const apiToken = 'test-api-token'
  const serveOptions = {
    port,
    statePath,
    apiToken,
    entry: options.entry ?? 'app',
    vars: { ALLOW_PRIVATE_TARGETS: 'true', ...options.vars },
    appSecrets: options.appSecrets ?? {},
    elsewhere: options.elsewhere ?? {},
    deliveryPrivateKey: deliveryKey(statePath),
  } as const
  const origin = `http://127.0.0.1:${port}`
  const logPath = path.join(statePath, 'service.log')
  const start = async (): Promise<ChildProcess> => {
    const child = await spawnServe({ kind: 'start', options: serveOptions }, logPath)
    await healthy(origin, child)
    return child
  }
  const forgetState = (): void => {
    if (options.persist === undefined) rmSync(statePath, { recursive: true, force: true })
  }
  let child = await start().catch((error) => {
    forgetState()
    throw error
  })
  const end = async (): Promise<void> => {
    if (hasEnded(child)) return
    await ask(child, { call: 'stop' }).catch(() => undefined)
    await kill(child, 'SIGTERM')
  }

  return {
    origin,
    apiToken,
    statePath,
    sql: async <Row>(query: string, ...params: unknown[]) =>
      (await ask(child, { call: 'sql', query, params })) as Row[],
    archiveKeys: async (prefix = '') =>
      (await ask(child, { call: 'archiveKeys', prefix })) as string[],
    archiveObject: async (key) =>
      (await ask(child, { call: 'archiveObject', key })) as ArchiveObject | null,
    scheduled: (cron = '*/5 * * * *') => ask(child, { call: 'scheduled', cron }),
    log: () => readFileSync(logPath, 'utf8'),
    pid: () => child.pid ?? 0,
    kill9: () => kill(child, 'SIGKILL'),
    halt: end,
    restart: async () => {
      if (!hasEnded(child)) throw new Error('restart: the service is running')
      child = await start()
    },
    stop: async () => {
      await end()
      forgetState()
    },
  }
}

/** @throws with the child's output when it does not start. */
async function spawnServe(start: ParentMessage, logPath: string): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, 'serve.ts'), [], {
    execPath: NODE,
    execArgv: [],
    // A process group of its own: one kill reaches the runtime below it as well.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      WRANGLER_SEND_METRICS: 'false',
      X_LOCAL_OBSERVABILITY: 'false',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    },
  })
  const log = createWriteStream(logPath, { flags: 'a' })
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  child.once('close', () => log.end())
  child.send(start)
  const message = await nextMessage(child, (m) => m.kind === 'started' || m.kind === 'failed')
  if (message.kind === 'failed') {
    await kill(child, 'SIGKILL')
    throw new Error(`the service did not start: ${message.message}`)
  }
  return child
}

let lastId = 0

async function ask(child: ChildProcess, command: Command): Promise<unknown> {
  lastId += 1
  const id = lastId
  const answer = nextMessage(child, (m) => 'id' in m && m.id === id)
  child.send({ kind: 'command', id, command } satisfies ParentMessage)
  const message = await answer
  if (message.kind === 'error') throw new Error(message.message)
  return message.kind === 'answer' ? message.value : undefined
}

function nextMessage(
  child: ChildProcess,
  wanted: (message: ChildMessage) => boolean,
): Promise<ChildMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(new Error('no answer from the service')), START_TIMEOUT_MS)
    const onMessage = (message: ChildMessage) => {
      if (wanted(message)) done(message)
    }
    const onExit = () => done(new Error('the service ended'))
    const done = (outcome: ChildMessage | Error) => {
      clearTimeout(timer)
      child.off('message', onMessage)
      child.off('exit', onExit)
      if (outcome instanceof Error) reject(outcome)
      else resolve(outcome)
    }
    child.on('message', onMessage)
    child.on('exit', onExit)
  })
}

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null

/** Ends the whole group; with SIGTERM, what has not ended after a while is killed. */
async function kill(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  signalGroup(child.pid, signal)
  const pid = child.pid
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), STOP_TIMEOUT_MS)
  await ended
  clearTimeout(timer)
  await groupGone(pid)
}

function signalGroup(pid: number, signal: 'SIGKILL' | 'SIGTERM' | 0): boolean {
  try {
    process.kill(-pid, signal)
    return true
  } catch {
    return false
  }
}

/** The runtime may outlive its parent by a moment; its port and its files are free only afterwards. */
async function groupGone(pid: number): Promise<void> {
  for (let tries = 0; tries < 200 && signalGroup(pid, 0); tries += 1) {
    if (tries === 100) signalGroup(pid, 'SIGKILL')
    await sleep(20)
  }
}

async function healthy(origin: string, child: ChildProcess): Promise<void> {
  let last = ''
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      const response = await fetch(`${origin}/healthz`)
      last = `${response.status} ${await response.text()}`
      if (response.status === 200) return
    } catch (error) {
      last = String(error)
    }
    await sleep(50)
  }
  await kill(child, 'SIGKILL')
  throw new Error(`the service is not healthy: ${last}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Kept with the state, so that settings sealed before a restart can be opened after it. */
function deliveryKey(statePath: string): string {
  const file = path.join(statePath, 'delivery-key.json')
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID() }
    writeFileSync(file, JSON.stringify(jwk))
  }
  return readFileSync(file, 'utf8')
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
