import { mkdirSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { build } from 'esbuild'
import {
  convertV4MiniflareOptions,
  fetch,
  type MiniflareOptions,
  type Request,
  Response,
  type V4WorkerOptions,
} from 'miniflare'
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from 'wrangler'

export const ROOT = path.resolve(import.meta.dirname, '../..')

export const WORKER_CONFIGS = {
  app: 'wrangler.app.toml',
  edge: 'wrangler.toml',
  delivery: 'wrangler.delivery.toml',
} as const
export type WorkerName = keyof typeof WORKER_CONFIGS

export interface RuntimeOptions {
  port: number
  /** Folder for D1, R2 and the objects; queues live in memory only. */
  statePath: string
  /** Which Worker answers on the port. `app` forwards what belongs to the edge. */
  entry: 'app' | 'edge'
  /** Replace `[vars]` of the Workers that declare them. */
  vars: Record<string, string>
  /** Of the app Worker, in addition to the one that it requires. */
  appSecrets?: Record<string, string>
  /** Hosts of the internet that the app Worker may call, and the servers here that play them. */
  elsewhere?: Record<string, string>
  deliveryPrivateKey: string
}

/**
 * The three Workers in one runtime: bundled here, everything else as their wrangler configs say, so
 * that a binding missing from a config is missing in the tests too.
 */
export async function runtimeOptions(options: RuntimeOptions): Promise<MiniflareOptions> {
  const order: WorkerName[] =
    options.entry === 'edge' ? ['edge', 'app', 'delivery'] : ['app', 'edge', 'delivery']
  refuseUnknownVars(options.vars)
  const workers = await Promise.all(order.map((name) => worker(name, options)))
  return convertV4MiniflareOptions({
    workers: workers as V4WorkerOptions[],
    host: '127.0.0.1',
    port: options.port,
    cf: false,
    telemetry: { enabled: false },
    // The per-product persistence options of earlier versions are accepted and ignored.
    resourcePersistencePath: options.statePath,
  })
}

async function worker(name: WorkerName, options: RuntimeOptions) {
  const config = readConfig(name)
  const bindings: Record<string, unknown> = { ...config.bindings, ENVIRONMENT: 'test' }
  for (const [key, value] of Object.entries(options.vars))
    if (key in bindings) bindings[key] = value
  if (name === 'delivery') bindings.DELIVERY_PRIVATE_KEY = options.deliveryPrivateKey
  if (name === 'app') {
    const BETTER_AUTH_SECRET = 'secret-of-the-tests-and-of-nothing-else'
    Object.assign(bindings, { BETTER_AUTH_SECRET, ...options.appSecrets })
  }
  const { modulesRules: _rules, rootPath: _rootPath, ...rest } = config.workerOptions
  return {
    ...rest,
    name: `headwater-${name}`,
    bindings,
    ...(name === 'app' && { outboundService: outsideOf(options.elsewhere ?? {}) }),
    modules: [
      { type: 'ESModule' as const, path: `${name}.js`, contents: await bundle(config.main) },
    ],
  }
}

/** What the app Worker meets when it calls out: the players of the test, servers on this machine, nobody else. */
const outsideOf = (elsewhere: Record<string, string>) => (request: Request) => {
  const url = new URL(request.url)
  const origin = elsewhere[url.host]
  if (origin !== undefined) return fetch(origin + url.pathname + url.search, request)
  if (url.hostname === '127.0.0.1') return fetch(request)
  return new Response(`the tests have no ${url.host}`, { status: 502 })
}

interface WorkerConfig {
  main: string
  bindings: Record<string, unknown>
  workerOptions: Record<string, unknown>
}

function readConfig(name: WorkerName): WorkerConfig {
  const { workerOptions, main } = workerOptionsOf(path.join(ROOT, WORKER_CONFIGS[name]))
  if (main === undefined) throw new Error(`${WORKER_CONFIGS[name]} names no main file`)
  // Wrangler types only what it shares with earlier runtimes; these two are plain data.
  const { assets, bindings } = workerOptions as {
    assets?: { directory?: string }
    bindings?: Record<string, unknown>
  }
  const directory = assets?.directory
  // The runtime refuses to start without its assets folder, and most tests need nothing from it.
  if (directory !== undefined) mkdirSync(directory, { recursive: true })
  return { main, workerOptions, bindings: bindings ?? {} }
}

function refuseUnknownVars(vars: Record<string, string>): void {
  const names = Object.keys(WORKER_CONFIGS) as WorkerName[]
  const known = new Set(names.flatMap((name) => Object.keys(readConfig(name).bindings)))
  for (const name of Object.keys(vars)) {
    if (!known.has(name)) throw new Error(`no wrangler config has a var ${name}`)
  }
}

/** Bundles as wrangler does for upload; a fifth of a second where wrangler takes four. */
async function bundle(main: string): Promise<string> {
  const result = await build({
    entryPoints: [main],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*', ...builtinModules],
    loader: { '.sql': 'text', '.txt': 'text', '.html': 'text', '.bin': 'binary' },
    define: { 'process.env.NODE_ENV': '"production"' },
    keepNames: true,
    sourcemap: 'inline',
    logLevel: 'silent',
  })
  const file = result.outputFiles[0]
  if (file === undefined) throw new Error(`esbuild made nothing of ${main}`)
  return file.text
}
