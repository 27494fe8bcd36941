import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

const MIGRATIONS = join(import.meta.dirname, '../../migrations')

/**
 * The part of D1 that we call, over SQLite in memory with our migrations applied. `statements` lists
 * the SQL that ran; `fail` makes every call reject until it is set back to false.
 */
export function createFakeD1() {
  const sqlite = new DatabaseSync(':memory:')
  for (const file of readdirSync(MIGRATIONS).sort()) {
    if (file.endsWith('.sql')) sqlite.exec(readFileSync(join(MIGRATIONS, file), 'utf8'))
  }
  const fake = { statements: [] as string[], fail: false, hang: false, sqlite }

  const run = (sql: string, values: SQLInputValue[]) => {
    fake.statements.push(sql)
    const statement = sqlite.prepare(sql)
    const columns = statement.columns().map((column) => column.name)
    if (columns.length === 0) {
      const { changes } = statement.run(...values)
      return { columns, rows: [] as Record<string, unknown>[], changes: Number(changes) }
    }
    return { columns, rows: statement.all(...values) as Record<string, unknown>[], changes: 0 }
  }

  const gate = async () => {
    if (fake.hang) await new Promise(() => {})
    if (fake.fail) throw new Error('D1_ERROR: the fake is down')
  }

  const resultOf = ({ rows, changes }: ReturnType<typeof run>) => ({
    success: true,
    results: rows,
    meta: { changes },
  })

  const prepare = (sql: string, values: SQLInputValue[] = []) => ({
    sql,
    values,
    bind: (...bound: SQLInputValue[]) =>
      prepare(
        sql,
        bound.map((value) => (typeof value === 'boolean' ? Number(value) : value)),
      ),
    async first() {
      await gate()
      return run(sql, values).rows[0] ?? null
    },
    async all() {
      await gate()
      return resultOf(run(sql, values))
    },
    async run() {
      await gate()
      return resultOf(run(sql, values))
    },
    async raw() {
      await gate()
      const { columns, rows } = run(sql, values)
      return rows.map((row) => columns.map((column) => row[column]))
    },
  })

  const batch = async (statements: ReturnType<typeof prepare>[]) => {
    await gate()
    sqlite.exec('BEGIN')
    try {
      const results = statements.map((statement) => resultOf(run(statement.sql, statement.values)))
      sqlite.exec('COMMIT')
      return results
    } catch (cause) {
      sqlite.exec('ROLLBACK')
      throw new Error(`D1_ERROR: ${cause instanceof Error ? cause.message : cause}`, { cause })
    }
  }

  // Only the methods above are called by drizzle and by us.
  const db = { prepare: (sql: string) => prepare(sql), batch } as unknown as D1Database
  return Object.assign(fake, { db })
}
export type FakeD1 = ReturnType<typeof createFakeD1>
