import { type LookDeps, lookAtAlerts } from '../api/alerts/look-at-alerts.ts'
import type { ApiDeps, DestinationKind } from '../api/api-deps.ts'
import { type AppRoutes, createAppRouter } from '../api/app-router.ts'
import { handleLive, type LiveDeps } from '../api/live.ts'
import { createApi } from '../api/router.ts'
import type { AuthDeps } from '../auth/auth-deps.ts'
import { handleAuth } from '../auth/handle-auth.ts'
import { forgetOldLimits } from '../auth/rate-limit.ts'
import { cleanUpSnapshots } from '../db/clean-up-snapshots.ts'
import { createDb } from '../db/client.ts'
import { forgetExpired } from '../db/queries/accounts.ts'
import { forgetAlertHistory } from '../db/queries/alerts.ts'
import { destinationKinds as kinds } from '../destinations/kinds.ts'
import { type AppEnv, type AppVars, appVarsSchema } from '../env.ts'
import { VIEWER_HEADER } from '../messages/live-rpc.ts'
import { hashShare } from '../platform/hash.ts'
import { parseVars } from '../platform/parse-vars.ts'
import { newApiToken, newId, newNonce, newWriteKey } from '../platform/random-ids.ts'
import { seal } from '../platform/sealed-box.ts'
import { sha256Hex } from '../platform/sha256.ts'
import { accountsOf, authOf, senderOf } from './auth.ts'
import { describeKind, readCatalogDetail } from './catalog.ts'

const HEALTH_CACHE_MS = 5000
/** The second of the crons in wrangler.app.toml. */
const DAILY = '17 3 * * *'
/** Longer than anything that pins a version of the configuration waits. */
const SNAPSHOTS_KEPT_MS = 30 * 86_400_000
const ALERT_HISTORY_KEPT_MS = 90 * 86_400_000

const route = createAppRouter()
const api = createApi()
const destinationKinds: readonly DestinationKind[] = kinds
let health = { at: Number.NEGATIVE_INFINITY, ok: false }

export const app = {
  fetch: (request, env, ctx) => route(request, routesOf(env, ctx)),
  scheduled: ({ cron }, env) => (cron === DAILY ? cleanUp(env) : everyFiveMinutes(env)),
} satisfies ExportedHandler<AppEnv>

let vars: AppVars | null = null

function routesOf(env: AppEnv, ctx: ExecutionContext): AppRoutes {
  vars ??= parseVars(appVarsSchema, env)
  const parsed = vars
  return {
    appHosts: parsed.APP_HOSTS,
    collectHosts: parsed.COLLECT_HOSTS,
    api: (request) => api(request, apiDeps(request, env, ctx, parsed)),
    auth: (request) => handleAuth(request, authFor(request, env, ctx, parsed)),
    live: (request) => handleLive(request, liveDeps(request, env, ctx, parsed)),
    edge: (request) => env.EDGE.fetch(request),
    assets: (request) => env.ASSETS.fetch(request),
    healthy: () => healthy(env),
  }
}

function authFor(request: Request, env: AppEnv, ctx: ExecutionContext, vars: AppVars): AuthDeps {
  const deps = authOf(env, vars, new URL(request.url).origin)
  // Requests share what the first one begins; it goes on when that one's caller hangs up.
  ctx.waitUntil(deps.auth.$context.then(() => {}))
  return deps
}

const apiDeps = (request: Request, env: AppEnv, ctx: ExecutionContext, vars: AppVars): ApiDeps => ({
  db: createDb(env.DB),
  accounts: accountsOf(() => authFor(request, env, ctx, vars)),
  sendMail: senderOf(env, vars),
  sendNotices: (notices) => env.DELIVERY.sendNotices(notices),
  newToken: newApiToken,
  newNonce,
  testDestination: (test) => env.DELIVERY.testDestination(test),
  now: () => new Date().toISOString(),
  newId,
  newWriteKey,
  hashShare,
  sha256: sha256Hex,
  describeDestination: (slug) => describeKind(destinationKinds, slug),
  destinationKinds,
  catalogDetail: (slug) => readCatalogDetail(env.ASSETS, destinationKinds, slug),
  mappingService: {
    previewMapping: (preview) => env.DELIVERY.previewMapping(preview),
    checkMapping: (check) => env.DELIVERY.checkMapping(check),
    dynamicField: (field) => env.DELIVERY.dynamicField(field),
    testCredentials: (destination) => env.DELIVERY.testCredentials(destination),
  },
  seal: async (secrets) => {
    // Asked for each time: after a change of keys, what is sealed for the old one cannot be opened.
    const { key, kid } = await env.DELIVERY.publicKey()
    return seal(key, kid, secrets)
  },
  deliveryLog: (destinationId) => env.DELIVERY_LOG.getByName(destinationId),
  sourceMonitor: (sourceId) => env.SOURCE_MONITOR.getByName(sourceId),
  rebuildRequests: (request) => env.DELIVERY.rebuildRequests(request),
  traceMessage: (request) => env.EDGE_TRACE.traceMessage(request),
  collectOrigin: vars.PUBLIC_COLLECT_ORIGIN.replace(/\/+$/, ''),
  waitUntil: (promise) => ctx.waitUntil(promise),
})

const liveDeps = (
  request: Request,
  env: AppEnv,
  ctx: ExecutionContext,
  vars: AppVars,
): LiveDeps => ({
  ...apiDeps(request, env, ctx, vars),
  connectLive: (sourceId, viewer) =>
    env.SOURCE_MONITOR.getByName(sourceId).fetch(
      new Request('https://source-monitor/live', {
        headers: {
          upgrade: 'websocket',
          [VIEWER_HEADER]: encodeURIComponent(JSON.stringify(viewer)),
        },
      }),
    ),
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

/** The next sweep comes five minutes after this one. */
const SWEEP_BUDGET_MS = 4 * 60_000
/** A run of a cron may call other Workers 32 times; one of them is for notices of alerts. */
const MAX_SWEEP_CALLS = 30

/** Each part by itself, so that one failing stops no other. */
async function everyFiveMinutes(env: AppEnv): Promise<void> {
  const results = await Promise.allSettled([sweep(env), watchAlerts(env)])
  for (const result of results) {
    if (result.status === 'rejected') {
      console.error({ event: 'cron failed', error: String(result.reason) })
    }
  }
}

async function watchAlerts(env: AppEnv): Promise<void> {
  vars ??= parseVars(appVarsSchema, env)
  const deps: LookDeps = {
    db: createDb(env.DB),
    now: () => new Date().toISOString(),
    newId,
    deliveryLog: (destinationId) => env.DELIVERY_LOG.getByName(destinationId),
    sourceMonitor: (sourceId) => env.SOURCE_MONITOR.getByName(sourceId),
    sendMail: senderOf(env, vars),
    sendNotices: (notices) => env.DELIVERY.sendNotices(notices),
    report: (problem) => console.error(JSON.stringify(problem)),
  }
  await lookAtAlerts(deps, Date.now() + SWEEP_BUDGET_MS)
}

async function sweep(env: AppEnv): Promise<void> {
  const until = Date.now() + SWEEP_BUDGET_MS
  let swept = 0
  for (let calls = 0; calls < MAX_SWEEP_CALLS; calls++) {
    const { appended, more } = await env.EDGE_MAINTENANCE.sweepSpill(until)
    swept += appended
    if (!more) break
  }
  if (swept > 0) console.log({ event: 'spilled requests appended', swept })
}

/** Daily: what nobody will ask for again. Each part by itself, so that one failing stops no other. */
async function cleanUp(env: AppEnv): Promise<void> {
  const db = createDb(env.DB)
  const now = Date.now()
  const results = await Promise.allSettled([
    cleanUpSnapshots(env.DB, new Date(now - SNAPSHOTS_KEPT_MS).toISOString()),
    forgetExpired(db, new Date(now)),
    forgetOldLimits(db, now),
    forgetAlertHistory(db, new Date(now - ALERT_HISTORY_KEPT_MS).toISOString()),
  ])
  for (const result of results) {
    if (result.status === 'rejected') {
      console.error({ event: 'clean-up failed', error: String(result.reason) })
    }
  }
}
