import { cleanUpSnapshots } from '../db/clean-up-snapshots.ts'
import type { Snapshots } from '../domain/config/snapshots.ts'
import { type EdgeEnv, type EdgeVars, edgeVarsSchema } from '../env.ts'
import type { AppendRequest } from '../messages/ingest-log-rpc.ts'
import { handleRings } from '../pipeline/consumer.ts'
import { sweepSpill } from '../pipeline/sweep-spill.ts'
import { gzip } from '../platform/gzip.ts'
import { parseVars } from '../platform/parse-vars.ts'
import { createSnapshots } from '../platform/snapshots.ts'
import { createRouter } from '../router.ts'
import { createCollect } from './collect.ts'

interface Edge {
  vars: EdgeVars
  snapshots: Snapshots
  router: ReturnType<typeof createRouter>
}

/** Segments are pinned to versions; hours of outage must not take one away from them. */
const SNAPSHOTS_KEPT_MS = 48 * 3_600_000

let built: Edge | null = null

/** Built once per isolate: holds the configuration that its requests share, and nothing of any request. */
function edgeOf(env: EdgeEnv): Edge {
  if (built) return built
  const vars = parseVars(edgeVarsSchema, env)
  const snapshots = createSnapshots(env.DB, Date.now)
  const router = createRouter(createCollect(env, vars, snapshots))
  built = { vars, snapshots, router }
  return built
}

export const edge = {
  fetch(request: Request, env: EdgeEnv, ctx: ExecutionContext): Promise<Response> {
    return edgeOf(env).router.fetch(request, (promise) => ctx.waitUntil(promise))
  },

  async queue(batch: MessageBatch, env: EdgeEnv): Promise<void> {
    const { vars, snapshots } = edgeOf(env)
    await handleRings(batch.messages, {
      snapshots,
      ingestLog: (name) => env.INGEST_LOG.getByName(name),
      messageIndex: (shard) => env.MESSAGE_INDEX.getByName(String(shard)),
      messageIndexShards: Math.max(1, vars.MESSAGE_INDEX_SHARDS),
      deliveryLog: (destinationId) => env.DELIVERY_LOG.getByName(destinationId),
      gzip,
      log: (problem) => console.error(JSON.stringify(problem)),
    })
  },

  async scheduled(_: ScheduledController, env: EdgeEnv): Promise<void> {
    await sweepSpill({
      list: async (prefix, limit) =>
        (await env.ARCHIVE.list({ prefix, limit })).objects.map((object) => object.key),
      read: async (key) => (await env.ARCHIVE.get(key))?.json<AppendRequest>() ?? null,
      remove: (key) => env.ARCHIVE.delete(key),
      ingestLog: () => env.INGEST_LOG.getByName('enam-0'),
    })
    await cleanUpSnapshots(env.DB, new Date(Date.now() - SNAPSHOTS_KEPT_MS).toISOString())
  },
} satisfies ExportedHandler<EdgeEnv>
