import { createHash } from 'node:crypto'

/**
 * One step of an object's table history. Steps are appended, never edited or reordered: objects
 * that slept since an older release still have to come through the same steps.
 */
export type Migration = { readonly name: string } & (
  | { readonly sql: string }
  /** For what SQL alone cannot say. Only its name is checked afterwards, not its code. */
  | { readonly run: (sql: SqlStorage) => void }
)

type MigrationRow = { id: number; name: string; checksum: string }

/**
 * Brings an object's tables up to date; call it in the constructor, before anything reads them.
 *
 * Costs one read and no written row when there is nothing to do, so it may run at every wake-up.
 * All or nothing: the constructor is one synchronous block, and the runtime rolls back what a
 * constructor wrote when it throws (what a method wrote before it threw, it keeps).
 *
 * @throws when the applied history is not a prefix of `migrations` (a step was edited, removed or
 * reordered, or an older release runs on newer tables). Then nothing was changed: data that was
 * laid out by other code than ours must not be touched.
 */
export function migrate(sql: SqlStorage, migrations: readonly Migration[]): void {
  sql.exec(
    'CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)',
  )
  const applied = sql.exec<MigrationRow>('SELECT id, name, checksum FROM migrations ORDER BY id')
  let done = 0
  for (const row of applied.toArray()) {
    assertUnchanged(row, migrations[done])
    done++
  }
  for (const [offset, migration] of migrations.slice(done).entries()) {
    apply(sql, migration)
    sql.exec(
      'INSERT INTO migrations (id, name, checksum) VALUES (?, ?, ?)',
      done + offset,
      migration.name,
      checksum(migration),
    )
  }
}

function assertUnchanged(row: MigrationRow, migration: Migration | undefined): void {
  if (migration === undefined) {
    throw new Error(
      `migration ${row.id} "${row.name}" was applied by a newer release; this one does not know it`,
    )
  }
  if (migration.name !== row.name) {
    throw new Error(
      `migration ${row.id} was applied as "${row.name}" but is now "${migration.name}": append, never reorder`,
    )
  }
  if (checksum(migration) !== row.checksum) {
    throw new Error(`migration ${row.id} "${row.name}" was edited after it was applied`)
  }
}

function apply(sql: SqlStorage, migration: Migration): void {
  if ('run' in migration) migration.run(sql)
  else sql.exec(migration.sql)
}

/** Layout of the text does not count, so that a formatter may touch it. */
function checksum(migration: Migration): string {
  if ('run' in migration) return 'code'
  const text = migration.sql.replaceAll(/\s+/g, ' ').trim()
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
