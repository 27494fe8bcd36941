import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openWorkspace, type Workspace } from '../../test/harness/workspace.ts'
import { runtimePid } from './processes.ts'
import type { ServeMessage, ServeOptions } from './serve.ts'

export interface BenchService {
  port: number
  /** Bearer of the management API. */
  apiToken: string
  workspace: Workspace
  /** Pid of workerd. */
  runtime: number
  /** Body of a GET from a Worker, e.g. `edge.test`. */
  get(host: string, path: string): Promise<string>
  stop(): Promise<void>
}

const API_TOKEN = 'bench-api-token'

/** The service on a fresh state, which `stop` removes. */
export async function startService({
  counted = false,
  vars = {},
}: {
  counted?: boolean
  vars?: Record<string, string>
} = {}): Promise<BenchService> {
  const statePath = mkdtempSync(path.join(tmpdir(), 'headwater-bench-'))
  const child = fork(path.join(import.meta.dirname, 'serve.ts'), {
    env: {
      ...process.env,
      WRANGLER_SEND_METRICS: 'false',
      X_LOCAL_OBSERVABILITY: 'false',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const started = new Promise<ServeMessage>((resolve, reject) => {
    child.once('message', (message) => resolve(message as ServeMessage))
    child.once('exit', () => reject(new Error('the service ended before it had started')))
  })
  child.send({ statePath, apiToken: API_TOKEN, counted, vars } satisfies ServeOptions)
  const message = await started
  if (message.kind === 'failed') {
    child.kill('SIGKILL')
    throw new Error(message.message)
  }
  const { port } = message
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(timer)
    rmSync(statePath, { recursive: true, force: true })
  }
  return {
    port,
    apiToken: API_TOKEN,
    workspace: openWorkspace({ origin: `http://127.0.0.1:${port}`, apiToken: API_TOKEN }),
    runtime: runtimePid(child.pid ?? 0),
    get: (host, target) => get(port, host, target),
    stop,
  }
}

/** Not `fetch`, which does not let the caller choose the host. */
function get(port: number, host: string, target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path: target, headers: { host } },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk) => chunks.push(chunk))
        answer.on('end', () => resolve(Buffer.concat(chunks).toString()))
      },
    )
    outgoing.on('error', reject)
    outgoing.end()
  })
}
