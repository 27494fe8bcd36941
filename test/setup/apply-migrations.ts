import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { D1Migration } from '@cloudflare/vitest-plugin'
import type { EdgeEnv } from '../../worker/env.ts'

declare global {
  namespace Cloudflare {
    interface GlobalProps {
      mainModule: typeof import('../../worker/edge.ts')
    }
    interface Env extends EdgeEnv {
      /** Read from `migrations/` by vitest.config.ts: the tests run where there is no file system. */
      TEST_MIGRATIONS: D1Migration[]
    }
  }
}

const TABLES =
  "SELECT count(*) AS count FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'"

/**
 * Files share one runtime, which saves most of a run, and this goes before each of them: each starts with
 * empty storage, new Durable Objects and a migrated D1. What the file before left running may still
 * write while its storage goes, so it is looked at whether it did.
 */
async function startAnew(): Promise<void> {
  for (let tries = 1; tries <= 10; tries++) {
    await reset()
    const count = await env.DB.prepare(TABLES).first<number>('count')
    if (count === 0) return applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  }
  throw new Error('the storage of the file before does not go away')
}

await startAnew()
