import { WorkerEntrypoint } from 'cloudflare:workers'
import type { Snapshots } from '../domain/config/snapshots.ts'
import { type EdgeEnv, type EdgeMaintenanceRpc, type EdgeVars, edgeVarsSchema } from '../env.ts'
import type { AppendRequest } from '../messages/ingest-log-rpc.ts'
import { handleRings } from '../pipeline/consumer.ts'
import { createLiveSender, type SendLive } from '../pipeline/live-sender.ts'
import { type Swept, sweepSpill } from '../pipeline/sweep-spill.ts'
import { gzip } from '../platform/gzip.ts'
import { parseVars } from '../platform/parse-vars.ts'
import { createSnapshots } from '../platform/snapshots.ts'
import { withTimeout } from '../platform/with-timeout.ts'
import { createRouter } from '../router.ts'
import { createCollect } from './collect.ts'

/** Well within a lease: a log that hangs must count as down before its events are taken for poisonous. */
const APPEND_TIMEOUT_MS = 20_000
/** Whoever watches has long given up by then. */
const SHOW_TIMEOUT_MS = 5_000

interface Edge {
  vars: EdgeVars
  snapshots: Snapshots
  router: ReturnType<typeof createRouter>
  sendLive: SendLive
}

let built: Edge | null = null

/** Built once per isolate: holds the configuration that its requests share, and nothing of any request. */
function edgeOf(env: EdgeEnv): Edge {
  if (built) return built
  const vars = parseVars(edgeVarsSchema, env)
  const snapshots = createSnapshots(env.DB, Date.now)
  const router = createRouter(createCollect(env, vars, snapshots))
  const sendLive = createLiveSender({
    show: (sourceId, frames) =>
      withTimeout(env.SOURCE_MONITOR.getByName(sourceId).show(frames), SHOW_TIMEOUT_MS),
    log: (problem) => console.warn(JSON.stringify(problem)),
  })
  built = { vars, snapshots, router, sendLive }
  return built
}

export const edge = {
  fetch(request: Request, env: EdgeEnv, ctx: ExecutionContext): Promise<Response> {
    return edgeOf(env).router.fetch(request, (promise) => ctx.waitUntil(promise))
  },

  async queue(batch: MessageBatch, env: EdgeEnv, ctx: ExecutionContext): Promise<void> {
    const { vars, snapshots, sendLive } = edgeOf(env)
    await handleRings(batch.messages, {
      snapshots,
      ingestLog: (name) => env.INGEST_LOG.getByName(name),
      messageIndex: (shard) => env.MESSAGE_INDEX.getByName(String(shard)),
      messageIndexShards: Math.max(1, vars.MESSAGE_INDEX_SHARDS),
      deliveryLog: (destinationId) => ({
        append: (request) =>
          withTimeout(env.DELIVERY_LOG.getByName(destinationId).append(request), APPEND_TIMEOUT_MS),
      }),
      gzip,
      showFrames: (sourceId, frames) => sendLive(sourceId, frames, (work) => ctx.waitUntil(work)),
      log: (problem) => console.error(JSON.stringify(problem)),
    })
  },
} satisfies ExportedHandler<EdgeEnv>

/** What the app Worker's cron asks of this one. */
export class Maintenance extends WorkerEntrypoint<EdgeEnv> implements EdgeMaintenanceRpc {
  sweepSpill(until: number): Promise<Swept> {
    const { ARCHIVE, INGEST_LOG } = this.env
    return sweepSpill(until, {
      list: async ({ prefix, after, limit }) => {
        const page = { prefix, limit, ...(after !== null && { startAfter: after }) }
        return (await ARCHIVE.list(page)).objects.map((object) => object.key)
      },
      read: async (key) => (await ARCHIVE.get(key))?.json<AppendRequest>() ?? null,
      remove: (key) => ARCHIVE.delete(key),
      ingestLog: () => INGEST_LOG.getByName('enam-0'),
      now: Date.now,
      log: (problem) => console.error(JSON.stringify(problem)),
    })
  }
}
