import { applyD1Migrations } from 'cloudflare:test'
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

// Storage is isolated per file, and this runs once per file: each starts with an empty, migrated D1.
await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
