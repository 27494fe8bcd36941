import type { ApiDeps, DestinationKind } from '../api/api-deps.ts'
import { type AppRoutes, createAppRouter } from '../api/app-router.ts'
import { createApi } from '../api/router.ts'
import { createDb } from '../db/client.ts'
import { destinationCatalog } from '../destinations/catalog.ts'
import { type AppEnv, appVarsSchema } from '../env.ts'
import { parseVars } from '../platform/parse-vars.ts'
import { newId, newWriteKey } from '../platform/random-ids.ts'
import { seal } from '../platform/sealed-box.ts'
import { sha256Hex } from '../platform/sha256.ts'

const HEALTH_CACHE_MS = 5000

const route = createAppRouter()
const api = createApi()
const destinationKinds: readonly DestinationKind[] = [...destinationCatalog.values()].map(
  ({ metadata }) => metadata,
)
let health = { at: Number.NEGATIVE_INFINITY, ok: false }

export const app = {
  fetch: (request, env, ctx) => route(request, routesOf(env, ctx)),
} satisfies ExportedHandler<AppEnv>

function routesOf(env: AppEnv, ctx: ExecutionContext): AppRoutes {
  const vars = parseVars(appVarsSchema, env)
  return {
    appHosts: vars.APP_HOSTS,
    collectHosts: vars.COLLECT_HOSTS,
    api: (request) => api(request, apiDeps(env, ctx, vars.PUBLIC_COLLECT_ORIGIN)),
    edge: (request) => env.EDGE.fetch(request),
    assets: (request) => env.ASSETS.fetch(request),
    healthy: () => healthy(env),
  }
}

const apiDeps = (env: AppEnv, ctx: ExecutionContext, collectOrigin: string): ApiDeps => ({
  db: createDb(env.DB),
  now: () => new Date().toISOString(),
  newId,
  newWriteKey,
  sha256: sha256Hex,
  describeDestination: (slug) => {
    const kind = destinationKinds.find((candidate) => candidate.slug === slug)
    return kind && { integrationName: kind.name, supportedTypes: [...kind.supportedTypes] }
  },
  destinationKinds,
  seal: async (secrets) => {
    // Asked for each time: after a change of keys, what is sealed for the old one cannot be opened.
    const { key, kid } = await env.DELIVERY.publicKey()
    return seal(key, kid, secrets)
  },
  deliveryLog: (destinationId) => env.DELIVERY_LOG.getByName(destinationId),
  sourceMonitor: (sourceId) => env.SOURCE_MONITOR.getByName(sourceId),
  collectOrigin: collectOrigin.replace(/\/+$/, ''),
  waitUntil: (promise) => ctx.waitUntil(promise),
})

async function healthy(env: AppEnv): Promise<boolean> {
  if (Date.now() - health.at > HEALTH_CACHE_MS) {
    const answers = await Promise.allSettled([
      env.DB.prepare('SELECT 1').first(),
      env.DELIVERY.publicKey(),
    ])
    health = { at: Date.now(), ok: answers.every(({ status }) => status === 'fulfilled') }
  }
  return health.ok
}
