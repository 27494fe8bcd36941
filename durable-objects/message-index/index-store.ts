import { migrate } from '../sqlite-migrations.ts'
import { BloomFilter } from './bloom.ts'
import type { Memtable } from './memtable.ts'
import { MIGRATIONS } from './migrations.ts'
import { buildPages, Fences, Page } from './sorted-pages.ts'
import { decodeEntries, encodeEntries } from './wal.ts'

/** An immutable sorted run: pages on disk; Bloom filter and fences in memory. */
export interface Run {
  id: number
  ids: number
  /** Time of its first and its last claim. */
  oldestMs: number
  newestMs: number
  bloom: BloomFilter
  fences: Fences
}

/** Times of the first and last claim of what a write-ahead log holds. */
export interface Span {
  oldestMs: number
  newestMs: number
}

type RunRow = {
  id: number
  ids: number
  oldest_ms: number
  newest_ms: number
  fences: ArrayBuffer
  bloom: ArrayBuffer
}
type WalRow = { id: number; oldest_ms: number; newest_ms: number; body: ArrayBuffer }
type StateRow = { wal: number; next_run: number; forgotten_early: number }

/** Entries per row of a rewritten log: at most 24 bytes each, so a row stays below the 2 MB limit. */
const WAL_ROW_ENTRIES = 65_536

/** The SQL of `ClaimIndex`. Every method is synchronous, so a claim is one transaction. */
export class IndexStore {
  walRows = 0
  /** Ids given up for lack of room before their exact time was over. */
  forgottenEarly: number
  readonly #sql: SqlStorage
  #wal: number
  #nextRun: number

  constructor(sql: SqlStorage) {
    this.#sql = sql
    migrate(sql, MIGRATIONS)
    const state = sql.exec<StateRow>('SELECT wal, next_run, forgotten_early FROM state').one()
    this.#wal = state.wal
    this.#nextRun = state.next_run
    this.forgottenEarly = state.forgotten_early
  }

  /** Log names by their numbers. */
  loadLogs(): Map<string, number> {
    const rows = this.#sql.exec<{ id: number; name: string }>('SELECT id, name FROM logs')
    return new Map(rows.toArray().map((row) => [row.name, row.id]))
  }

  addLog(id: number, name: string): void {
    this.#sql.exec('INSERT INTO logs (id, name) VALUES (?, ?)', id, name)
  }

  /** Oldest first. */
  loadRuns(): Run[] {
    const runs: Run[] = []
    for (const row of this.#sql.exec<RunRow>('SELECT * FROM runs ORDER BY id')) {
      runs.push({
        id: row.id,
        ids: row.ids,
        oldestMs: row.oldest_ms,
        newestMs: row.newest_ms,
        bloom: new BloomFilter(new Uint32Array(row.bloom)),
        fences: new Fences(new Uint32Array(row.fences)),
      })
    }
    return runs
  }

  /** Fills `table` with what no run holds yet. */
  loadWal(table: Memtable): Span | null {
    let span = null as Span | null
    for (const row of this.#sql.exec<WalRow>(`SELECT * FROM wal_${this.#wal} ORDER BY id`)) {
      decodeEntries(row.body, table)
      span = { oldestMs: span?.oldestMs ?? row.oldest_ms, newestMs: row.newest_ms }
      this.walRows++
    }
    return span
  }

  /** Keeps the entries from `from` to the end of the table: one row, for any claim of usual size. */
  appendWal(table: Memtable, from: number, span: Span): void {
    for (let start = from; start < table.size; start += WAL_ROW_ENTRIES) {
      const end = Math.min(table.size, start + WAL_ROW_ENTRIES)
      this.#sql.exec(
        `INSERT INTO wal_${this.#wal} (oldest_ms, newest_ms, body) VALUES (?, ?, ?)`,
        span.oldestMs,
        span.newestMs,
        encodeEntries(table, start, end),
      )
      this.walRows++
    }
  }

  /** Writes the whole table as few big rows, in place of one row a claim: a restart reads those. */
  rewriteWal(table: Memtable, span: Span): void {
    this.#replaceWal()
    this.appendWal(table, 0, span)
  }

  /** Moves the table into a run of its own and begins an empty write-ahead log. */
  writeRun(table: Memtable, span: Span, pageIds: number): Run {
    const id = this.#nextRun++
    this.#sql.exec(`CREATE TABLE run_${id} (page INTEGER PRIMARY KEY, body BLOB NOT NULL)`)
    const fences: number[] = []
    for (const page of buildPages(table, pageIds)) {
      const number = fences.length / 2
      this.#sql.exec(`INSERT INTO run_${id} (page, body) VALUES (?, ?)`, number, page.body)
      fences.push(page.high, page.low)
    }
    const bloom = BloomFilter.forIds(table.size)
    for (let entry = 0; entry < table.size; entry++) {
      bloom.add(table.high[entry] as number, table.low[entry] as number)
    }
    const fenceWords = Uint32Array.from(fences)
    this.#sql.exec(
      'INSERT INTO runs (id, ids, oldest_ms, newest_ms, fences, bloom) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      table.size,
      span.oldestMs,
      span.newestMs,
      fenceWords,
      bloom.words,
    )
    this.#replaceWal()
    return { id, ids: table.size, ...span, bloom, fences: new Fences(fenceWords) }
  }

  readPage(run: Run, page: number): Page {
    const query = `SELECT body FROM run_${run.id} WHERE page = ?`
    return new Page(this.#sql.exec<{ body: ArrayBuffer }>(query, page).one().body)
  }

  dropRun(run: Run, early: boolean): void {
    this.#sql.exec(`DROP TABLE run_${run.id}`)
    this.#sql.exec('DELETE FROM runs WHERE id = ?', run.id)
    if (!early) return
    this.forgottenEarly += run.ids
    this.#sql.exec('UPDATE state SET forgotten_early = ?', this.forgottenEarly)
  }

  #replaceWal(): void {
    this.#sql.exec(`DROP TABLE wal_${this.#wal}`)
    this.#wal++
    this.#sql.exec(
      `CREATE TABLE wal_${this.#wal} (
        id INTEGER PRIMARY KEY, oldest_ms INTEGER NOT NULL, newest_ms INTEGER NOT NULL, body BLOB NOT NULL
      )`,
    )
    this.#sql.exec('UPDATE state SET wal = ?, next_run = ?', this.#wal, this.#nextRun)
    this.walRows = 0
  }
}
