import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Miniflare } from 'miniflare'
import { unstable_splitSqlQuery as splitSql } from 'wrangler'
import { bootstrapSql } from '../../worker/db/bootstrap-sql.ts'
import { ROOT } from './workers.ts'

type Database = Awaited<ReturnType<Miniflare['getD1Database']>>

/** Makes the owner's account of a test service: `POST /auth/setup`. */
export const SETUP_CODE = 'setup-code-of-the-tests'

/** Brings D1 to what `npm start` leaves: every migration applied, one workspace, one owner's token. */
export async function prepareDatabase(db: Database, apiToken: string): Promise<void> {
  await applyMigrations(db)
  const tokenHash = createHash('sha256').update(apiToken).digest('hex')
  const setupCodeHash = createHash('sha256').update(SETUP_CODE).digest('hex')
  const now = new Date().toISOString()
  const workspaceName = 'Test workspace'
  const sql = bootstrapSql({ tokenHash, setupCodeHash, workspaceName, now })
  const statements = sql.split('\n')
  await db.batch(statements.filter(Boolean).map((statement) => db.prepare(statement)))
}

async function applyMigrations(db: Database): Promise<void> {
  await db.exec('CREATE TABLE IF NOT EXISTS d1_migrations (name TEXT PRIMARY KEY)')
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
  const applied = new Set(results.map((row) => row.name))
  const folder = path.join(ROOT, 'migrations')
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.sql') || applied.has(name)) continue
    const statements = splitSql(readFileSync(path.join(folder, name), 'utf8'))
    await db.batch([
      ...statements.map((statement) => db.prepare(statement)),
      db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name),
    ])
  }
}
