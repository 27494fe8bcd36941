/**
 * (e) Cold start of each Worker: the built bundle in workerd alone, from its start to its first answer, less
 * what an empty Worker takes. Processor time is what counts: it is what a cold start takes at the edge.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { bundle } from './lib/bundle.ts'
import { Connection } from './lib/load.ts'
import { type Figure, median, report } from './lib/results.ts'

/** The runtime that miniflare starts: its package exports the path of the binary for this machine. */
const workerd = (createRequire(import.meta.url)('workerd') as { default: string }).default

const RUNS = 15
const WORKERS = ['empty', 'edge', 'delivery', 'app'] as const
type Worker = (typeof WORKERS)[number]

const EMPTY = 'export default { fetch: () => new Response("ok") }'
const folder = mkdtempSync(path.join(tmpdir(), 'headwater-bench-'))

interface Start {
  wallMs: number
  cpuMs: number
}

try {
  const port = await freePort()
  for (const worker of WORKERS) await prepare(worker, port)
  const starts: Record<Worker, Start[]> = { empty: [], edge: [], delivery: [], app: [] }
  // In turns, so that a change of the machine's pace meets all of them.
  for (let run = 0; run < RUNS; run++) {
    for (const worker of WORKERS) starts[worker].push(await start(worker, port))
  }
  const cpu = (worker: Worker) => median(starts[worker].map((one) => one.cpuMs))
  const wall = (worker: Worker) => median(starts[worker].map((one) => one.wallMs))
  const figures: Figure[] = WORKERS.flatMap((worker): Figure[] => {
    if (worker === 'empty') return [{ name: 'empty Worker, CPU', value: cpu(worker), unit: 'ms' }]
    const added = cpu(worker) - cpu('empty')
    return [
      {
        name: `${worker}, CPU over the empty Worker`,
        value: added,
        unit: 'ms',
        ...(worker === 'edge' ? { budget: { atMost: 40 } } : {}),
      },
      {
        name: `${worker}, wall time over the empty Worker`,
        value: wall(worker) - wall('empty'),
        unit: 'ms',
      },
    ]
  })
  report('cold-start', figures, starts)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function prepare(worker: Worker, port: number): Promise<void> {
  const script = worker === 'empty' ? EMPTY : await bundle(`worker/${worker}.ts`)
  writeFileSync(path.join(folder, `${worker}.js`), script)
  writeFileSync(
    path.join(folder, `${worker}.capnp`),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "${worker}.js")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "ENVIRONMENT", text = "production"), (name = "DELIVERY_PRIVATE_KEY", text = "{}")],
);
`,
  )
}

/** The answer itself does not matter: without bindings it may be an error. The module has run then. */
async function start(worker: Worker, port: number): Promise<Start> {
  const began = performance.now()
  const child = spawn(workerd, ['serve', path.join(folder, `${worker}.capnp`)], { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const request = Buffer.from('GET /cold-start HTTP/1.1\r\nhost: edge.test\r\n\r\n')
  try {
    for (let tries = 0; tries < 2000; tries++) {
      const connection = new Connection(port)
      const status = await connection.request(request)
      connection.close()
      if (status > 0) {
        return { wallMs: performance.now() - began, cpuMs: cpuMilliseconds(child.pid ?? 0) }
      }
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    throw new Error(`${worker} does not answer`)
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

/** Of all its threads; in nanoseconds, where /proc/<pid>/stat counts hundredths of a second. */
function cpuMilliseconds(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))
    .reduce((sum, text) => sum + Number(text.split(' ')[0]) / 1e6, 0)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      )
    })
  })
}
