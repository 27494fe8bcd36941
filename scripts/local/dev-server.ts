import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import path from 'node:path'
import { NODE, ROOT, toolEnv } from '../toolchain.mjs'
import { type WorkerName, writeConfigCopy } from '../wrangler-config.ts'
import { freePort } from './ports.ts'

/** Where local D1, R2 and the objects live: the place wrangler would choose by itself. */
export const STATE = path.join(ROOT, '.wrangler/state')

const CONFIG_FOLDER = path.join(ROOT, '.build/local')
const WRANGLER = path.join(ROOT, 'node_modules/wrangler/bin/wrangler.js')
const READY_TIMEOUT_MS = 60_000
const CRON_INTERVAL_MS = 60_000
const END_TIMEOUT_MS = 8_000

/** What differs from a deployment. The vars that a Worker does not declare are not given to it. */
const LOCAL_VARS: Record<string, string> = {
  ENVIRONMENT: 'local',
  // Webhooks of local development go to localhost.
  ALLOW_PRIVATE_TARGETS: 'true',
}

/**
 * `wrangler dev` for the three Workers, as a child in our process group: a terminal's Ctrl-C reaches it
 * and its runtime as well as us, and a signal to us alone is passed on.
 */
export class DevServer {
  private child: ChildProcess | undefined
  private ending: Promise<void> | undefined
  private settle: () => void = () => {}
  private readonly over = new Promise<void>((resolve) => {
    this.settle = resolve
  })

  endOnSignals(): void {
    process.on('SIGINT', () => void this.end(130))
    process.on('SIGTERM', () => void this.end(143))
  }

  /** Copies of the three configs with the local vars; the order is the one that wrangler is given. */
  writeConfigs(): Record<WorkerName, string> {
    const copy = (worker: WorkerName) =>
      writeConfigCopy(ROOT, CONFIG_FOLDER, worker, (config) => {
        for (const [name, value] of Object.entries(LOCAL_VARS)) {
          if (name in config.vars) config.vars[name] = value
        }
        // wrangler does not run cron triggers locally and would warn of that; `runCrons` does.
        delete config.triggers
      })
    return { app: copy('app'), edge: copy('edge'), delivery: copy('delivery') }
  }

  /** @returns the origin, once it answers. @throws when it ends before, or does not answer in time. */
  async start(port: number, secrets: Record<string, string>): Promise<string> {
    const configs = this.writeConfigs()
    const args = [configs.app, configs.edge, configs.delivery].flatMap((file) => ['-c', file])
    args.push('--port', String(port), '--ip', '127.0.0.1', '--persist-to', STATE)
    args.push('--inspector-port', String(await freePort()), '--show-interactive-dev-session=false')
    const child = spawn(NODE, [WRANGLER, 'dev', ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      // Each config names the secrets it takes from here; no Worker sees another's.
      env: toolEnv({ WRANGLER_LOG: 'warn', ...secrets }),
    })
    this.child = child
    child.once('error', () => void this.end(1))
    child.once('exit', () => void this.end(1))
    const origin = `http://localhost:${port}`
    await this.healthy(`http://127.0.0.1:${port}/healthz`)
    this.runCrons(port)
    return origin
  }

  /** Stands in for the app Worker's frequent cron; the daily one can wait for a deployment. */
  private runCrons(port: number): void {
    const cron = encodeURIComponent('*/5 * * * *')
    const url = `http://127.0.0.1:${port}/cdn-cgi/handler/scheduled?cron=${cron}`
    const run = () => void fetch(url).catch(() => {})
    run()
    setInterval(run, CRON_INTERVAL_MS).unref()
  }

  /** Ends what was started, waits for it, and sets the exit code. Repeated calls wait for the first. */
  end(exitCode: number): Promise<void> {
    this.ending ??= this.finish(exitCode)
    return this.ending
  }

  ended(): Promise<void> {
    return this.over
  }

  private async finish(exitCode: number): Promise<void> {
    process.exitCode = exitCode
    const child = this.child
    if (child !== undefined && !hasEnded(child)) {
      const family = descendants(child.pid)
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.kill('SIGTERM')
      const timer = setTimeout(() => {
        for (const pid of [child.pid, ...family]) kill(pid)
      }, END_TIMEOUT_MS)
      await gone
      clearTimeout(timer)
      // The runtime ends with wrangler; should wrangler have crashed, it is still there.
      for (const pid of family) kill(pid)
    }
    this.settle()
    process.exit(exitCode)
  }

  private async healthy(url: string): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS
    let last = 'no answer'
    while (Date.now() < deadline) {
      if (this.ending !== undefined) return this.never()
      try {
        const response = await fetch(url)
        last = `${response.status} ${await response.text()}`
        if (response.ok) return
      } catch {
        // Not listening yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`The service did not become healthy: ${last}`)
  }

  /** While we end, whoever waits for the service need not be told anything more. */
  private never(): Promise<never> {
    return new Promise(() => {})
  }
}

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null

/** Pids below a process, found by their parents: the only ones we may end. */
function descendants(root: number | undefined): number[] {
  if (root === undefined) return []
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
  const pairs = (stdout ?? '').split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  const found: number[] = []
  let parents = [root]
  while (parents.length > 0) {
    parents = pairs.flatMap(([pid, parent]) =>
      pid !== undefined && parent !== undefined && parents.includes(parent) ? [pid] : [],
    )
    found.push(...parents)
  }
  return found
}

function kill(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}
