import { handleBundle, handleChunk, handleClassic, handleNextIntegrations } from '../cdn/bundle.ts'
import type { CdnDeps } from '../cdn/cdn-deps.ts'
import { handleSettings } from '../cdn/settings.ts'
import { createByteBudget } from '../collect/byte-budget.ts'
import type { CollectDeps, WaitUntil } from '../collect/collect-deps.ts'
import { createTelemetryCounter } from '../collect/handle-telemetry.ts'
import { createHealth } from '../collect/health.ts'
import { createLimitedUntil } from '../collect/limited-until.ts'
import { createKeyHashes } from '../collect/source-of-key.ts'
import type { Snapshots } from '../domain/config/snapshots.ts'
import type { EdgeEnv, EdgeVars } from '../env.ts'
import { sha256Hex } from '../platform/sha256.ts'
import type { RouterDeps } from '../router.ts'

/** Bytes of request bodies in work at once, of the 128 MB of an isolate: parsed JSON takes several times its text. */
const BODIES_IN_WORK_BYTES = 8_000_000
const MAX_WAIT_FOR_MEMORY_MS = 1_000

/** Asks a log for nothing but a sign of life. */
const NO_TOTALS = { from: '', to: '', sourceId: '' }

/** What the routes need, once per isolate. */
export function createCollect(env: EdgeEnv, vars: EdgeVars, snapshots: Snapshots): RouterDeps {
  const now = () => Date.now()
  const log: CollectDeps['log'] = (line) =>
    'problem' in line ? console.error(JSON.stringify(line)) : console.log(JSON.stringify(line))
  const cdn = (waitUntil: WaitUntil): CdnDeps => ({
    snapshots,
    assets: env.ASSETS,
    waitUntil,
    sha256Hex,
    cookieDomain: vars.COOKIE_DOMAIN,
  })
  return {
    collect: {
      snapshots,
      keyHashes: createKeyHashes(sha256Hex),
      append: ({ name, region }, request) =>
        env.INGEST_LOG.getByName(name, { locationHint: region }).append(request),
      spill: async (key, body) => {
        await env.ARCHIVE.put(key, body)
      },
      budget: createByteBudget(BODIES_IN_WORK_BYTES, MAX_WAIT_FOR_MEMORY_MS),
      limited: createLimitedUntil(),
      shards: Math.max(1, vars.INGEST_SHARDS),
      limitPerS: vars.RATE_LIMIT_SOURCE_PER_S,
      addressLimitPerS: vars.RATE_LIMIT_ADDRESS_PER_S,
      cookieDomain: vars.COOKIE_DOMAIN,
      now,
      newId: () => crypto.randomUUID(),
      log,
    },
    telemetry: createTelemetryCounter({ now, log }),
    cdn: {
      settings: (request, writeKey, waitUntil) => handleSettings(request, writeKey, cdn(waitUntil)),
      bundle: (request, writeKey, waitUntil) => handleBundle(request, writeKey, cdn(waitUntil)),
      classic: (request, writeKey, waitUntil) => handleClassic(request, writeKey, cdn(waitUntil)),
      chunk: (request) => handleChunk(request, { assets: env.ASSETS }),
      nextIntegrations: () => handleNextIntegrations(),
    },
    health: createHealth(
      {
        // Not through the snapshots: a deployment that has nothing configured yet is healthy.
        database: () => env.DB.prepare('SELECT 1').first(),
        archive: () => env.ARCHIVE.head('healthz'),
        log: () => env.INGEST_LOG.getByName('enam-0').totals(NO_TOTALS),
      },
      now,
    ),
    hosts: vars.COLLECT_HOSTS,
  }
}
