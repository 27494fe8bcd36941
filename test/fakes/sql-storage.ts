import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

type Row = Record<string, SqlStorageValue>

/** What a Durable Object's row and value may hold. */
const MAX_VALUE_BYTES = 2 * 1024 * 1024

const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value)
  return value instanceof Uint8Array ? value.byteLength : 0
}

/**
 * `SqlStorage` of a Durable Object over Node's SQLite, in memory: lets unit tests run an object's
 * storage code without the runtime. `rowsWritten` counts changed rows only, not index entries;
 * bills are measured in `bench/`, not here.
 */
export class FakeSqlStorage {
  readonly database = new DatabaseSync(':memory:')
  /** Rows changed by all statements so far. */
  rowsWritten = 0

  exec<T extends Row>(query: string, ...bindings: unknown[]): FakeCursor<T> {
    const before = this.#changes()
    const rows = this.#run(query, bindings)
    const written = this.#changes() - before
    this.rowsWritten += written
    return new FakeCursor(rows.map(toWorkerd) as T[], written)
  }

  get databaseSize(): number {
    const count = this.database.prepare('PRAGMA page_count').get() as { page_count: number }
    const size = this.database.prepare('PRAGMA page_size').get() as { page_size: number }
    return count.page_count * size.page_size
  }

  #changes(): number {
    const row = this.database.prepare('SELECT total_changes() AS n').get() as { n: number }
    return row.n
  }

  #run(query: string, bindings: unknown[]): Row[] {
    if (bindings.length === 0 && /;\s*\S/.test(query)) {
      this.database.exec(query)
      return []
    }
    const values = bindings.map((b) => (b instanceof ArrayBuffer ? new Uint8Array(b) : b))
    if (values.some((value) => bytesOf(value) > MAX_VALUE_BYTES)) {
      throw new Error('string or blob too big: SQLITE_TOOBIG')
    }
    return this.database.prepare(query).all(...(values as SQLInputValue[])) as Row[]
  }
}

class FakeCursor<T extends Row> {
  readonly rowsWritten: number
  readonly rowsRead: number
  readonly #rows: T[]

  constructor(rows: T[], rowsWritten: number) {
    this.#rows = rows
    this.rowsRead = rows.length
    this.rowsWritten = rowsWritten
  }

  toArray(): T[] {
    return this.#rows
  }

  one(): T {
    const [row] = this.#rows
    if (row === undefined || this.#rows.length > 1) {
      throw new Error(`Expected exactly one result from SQL query, but got ${this.#rows.length}`)
    }
    return row
  }

  *raw(): IterableIterator<SqlStorageValue[]> {
    for (const row of this.#rows) yield Object.values(row)
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#rows[Symbol.iterator]()
  }
}

/** The runtime hands BLOBs out as `ArrayBuffer`. */
const toWorkerd = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      (value as unknown) instanceof Uint8Array
        ? new Uint8Array(value as unknown as Uint8Array).buffer
        : value,
    ]),
  )

/** For code that asks for a `SqlStorage`: the methods it may use are all there. */
export const asSqlStorage = (fake: FakeSqlStorage): SqlStorage => fake as unknown as SqlStorage
