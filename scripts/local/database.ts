import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { bootstrapSql } from '../../worker/db/bootstrap-sql.ts'
import { hashOf, NODE, ROOT, run, toolEnv, unlessUnchanged } from '../toolchain.mjs'
import { STATE } from './dev-server.ts'

const WRANGLER = path.join(ROOT, 'node_modules/wrangler/bin/wrangler.js')
const STAMP = '.wrangler/state/headwater-database.stamp'

/**
 * Brings the local database up to date: migrations, the workspace, and the token and the set-up code that
 * `.dev.vars` holds.
 * Skipped when none of them changed, since each run of the command takes a second or two. The mark lies
 * with the state, so that removing the state removes it too.
 */
export async function prepareDatabase(
  edgeConfig: string,
  { apiToken, setupCode }: { apiToken: string; setupCode: string },
): Promise<void> {
  const hash = hashOf(['migrations', 'worker/db/bootstrap-sql.ts'], `${apiToken} ${setupCode}`)
  await unlessUnchanged({ stamp: STAMP, hash, outputs: ['.wrangler/state/v3/d1'] }, async () => {
    console.log('Preparing the local database ...')
    const where = ['--local', '-c', edgeConfig, '--persist-to', STATE]
    await wrangler(['d1', 'migrations', 'apply', 'headwater', ...where])
    const tokenHash = sha256(apiToken)
    const setupCodeHash = sha256(setupCode)
    const file = path.join(path.dirname(edgeConfig), 'bootstrap.sql')
    const now = new Date().toISOString()
    const workspaceName = 'Demo workspace'
    writeFileSync(file, bootstrapSql({ tokenHash, setupCodeHash, workspaceName, now }))
    await wrangler(['d1', 'execute', 'headwater', '--file', file, '--yes', ...where])
  })
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

function wrangler(args: string[]): Promise<void> {
  return run(NODE, [WRANGLER, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: toolEnv({ CI: '1', WRANGLER_LOG: 'warn' }),
  })
}
