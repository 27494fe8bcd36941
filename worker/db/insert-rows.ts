import { getTableColumns, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Db } from './client.ts'

/** One bound value holds 2 MB; the rest leaves room for a row that is large itself. */
const CHUNK_CHARS = 500_000

/**
 * Statements that insert any number of rows: a statement takes 100 values, so the rows travel as one
 * JSON text each half megabyte.
 *
 * @param replacing Columns by which a row is known; one that is there already gets all new values.
 */
export function insertRows<T extends SQLiteTable>(
  db: Db,
  table: T,
  rows: readonly T['$inferSelect'][],
  replacing: readonly (keyof T['$inferSelect'] & string)[] = [],
): BatchItem<'sqlite'>[] {
  const columns = Object.entries(getTableColumns(table))
  const values = columns.map((_, at) => sql.raw(`json_extract(value, '$[${at}]')`))
  const known = columns.filter(([key]) => replacing.includes(key)).map(([, column]) => column)
  const asGiven = Object.fromEntries(
    columns.map(([key, column]) => [key, sql.raw(`excluded."${column.name}"`)]),
  )
  return chunks(rows.map((row) => encode(row, columns))).map((chunk) => {
    // Without a condition, the words that follow would belong to a join.
    const insert = db
      .insert(table)
      .select(sql`SELECT ${sql.join(values, sql`, `)} FROM json_each(${chunk}) WHERE true`)
    // A record of columns by their own keys is what the table's type asks for.
    const set = asGiven as Parameters<typeof insert.onConflictDoUpdate>[0]['set']
    return known.length === 0 ? insert : insert.onConflictDoUpdate({ target: known, set })
  })
}

type Columns = [string, { mapToDriverValue(value: unknown): unknown }][]

const encode = (row: Record<string, unknown>, columns: Columns): string =>
  JSON.stringify(
    columns.map(([key, column]) => {
      const value = row[key] ?? null
      return value === null ? null : column.mapToDriverValue(value)
    }),
  )

/** JSON arrays of these, as few as fit. */
export function chunks(items: readonly string[]): string[] {
  const found: string[] = []
  let open: string[] = []
  let chars = 0
  for (const item of items) {
    if (chars + item.length > CHUNK_CHARS && open.length > 0) {
      found.push(`[${open.join()}]`)
      open = []
      chars = 0
    }
    open.push(item)
    chars += item.length + 1
  }
  if (open.length > 0) found.push(`[${open.join()}]`)
  return found
}
