/**
 * The three Workers and a bare one in one runtime, in a process of its own (started by `service.ts`).
 * Each answers under a host name of its own, on one port: `edge.test`, `delivery.test`, `bare.test`; any
 * other name is the app's. So all of them are reached by the same path through the runtime.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import {
  convertV4MiniflareOptions,
  Log,
  LogLevel,
  Miniflare,
  type MiniflareOptions,
} from 'miniflare'
import { prepareDatabase } from '../../test/harness/database.ts'
import { runtimeOptions } from '../../test/harness/workers.ts'
import { bundle } from './bundle.ts'

export interface ServeOptions {
  statePath: string
  apiToken: string
  /** Bundle the entries that count operations, in place of the real ones. */
  counted: boolean
  vars: Record<string, string>
}

export type ServeMessage = { kind: 'started'; port: number } | { kind: 'failed'; message: string }

/** What the bench changes of a Worker's options; the rest is as the tests have it. */
interface WorkerOptions {
  config: {
    name: string
    manifest: { modules: Record<string, { contents: string }> }
    triggers?: { type: string; pattern: string }[]
  }
}

const BARE = 'export default { fetch: () => new Response(\'{"success":true}\') }'

async function start({ statePath, apiToken, counted, vars }: ServeOptions): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: randomUUID() })
  const options = await runtimeOptions({
    port: 0,
    statePath,
    entry: 'app',
    vars: { ALLOW_PRIVATE_TARGETS: 'true', ...vars },
    deliveryPrivateKey: key,
  })
  const workers = workersOf(options)
  for (const name of ['edge', 'delivery']) {
    const worker = workers.find(({ config }) => config.name === `headwater-${name}`)
    if (worker === undefined) throw new Error(`no Worker ${name}`)
    answerAt(worker, `${name}.test`)
    if (counted) await replaceMain(worker, `bench/workers/${name}.ts`)
  }
  workers.push(bareWorker())
  const runtime = new Miniflare({ ...options, log: new Log(LogLevel.ERROR) })
  const url = await runtime.ready
  await prepareDatabase(await runtime.getD1Database('DB', 'headwater-edge'), apiToken)
  const end = () => void runtime.dispose().finally(() => process.exit(0))
  process.on('disconnect', end)
  process.on('SIGTERM', end)
  say({ kind: 'started', port: Number(url.port) })
}

const workersOf = (options: MiniflareOptions): WorkerOptions[] =>
  (options as unknown as { workers: WorkerOptions[] }).workers

function answerAt(worker: WorkerOptions, host: string): void {
  worker.config.triggers = [
    ...(worker.config.triggers ?? []),
    { type: 'fetch', pattern: `${host}/*` },
  ]
}

async function replaceMain(worker: WorkerOptions, main: string): Promise<void> {
  const contents = await bundle(main)
  for (const module of Object.values(worker.config.manifest.modules)) module.contents = contents
}

function bareWorker(): WorkerOptions {
  const options = convertV4MiniflareOptions({
    name: 'bare',
    modules: [{ type: 'ESModule', path: 'bare.js', contents: BARE }],
    compatibilityDate: '2026-11-01',
    routes: ['bare.test/*'],
  })
  const [worker] = workersOf(options)
  if (worker === undefined) throw new Error('no bare Worker')
  return worker
}

const say = (message: ServeMessage): void => void process.send?.(message)

process.once('message', (options: ServeOptions) => {
  start(options).catch((error) => {
    say({ kind: 'failed', message: error instanceof Error ? String(error.stack) : String(error) })
  })
})
