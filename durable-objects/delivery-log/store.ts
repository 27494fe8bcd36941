import { migrate } from '../sqlite-migrations.ts'
import type { KnownLog } from './known-records.ts'
import { type AppendRow, type LogRow, type MovedRow, parseRow, type SettleRow } from './rows.ts'
import type { StoredReach } from './segment-reach.ts'

/** A row holds at most 2 MB; larger bodies go on in the rows after it. */
const MAX_BODY_BYTES = 1_800_000

export interface StoredGeneration {
  id: number
  kind: GenerationKind
  openedAt: number
  /** Everything up to this row is in the archived receipts. */
  archivedSeq: number
}

/** `flow`: what pipelines append. `kept`: what was moved out of dropped generations. */
export type GenerationKind = 'flow' | 'kept'

/** What is older is found by its hour. */
const RECEIPTS_KNOWN_MS = 35 * 24 * 3_600_000

/** Which records the archived receipts of a dropped generation tell of. */
export interface KeptReceipts {
  generation: number
  openedAt: number
  droppedAt: number
  reach: StoredReach
}

const MIGRATIONS = [
  {
    name: '0001-delivery-log',
    sql: `
      CREATE TABLE generations (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, opened_at INTEGER NOT NULL, archived_seq INTEGER NOT NULL);
      CREATE TABLE hours (hour TEXT PRIMARY KEY, counts TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE known (log TEXT PRIMARY KEY, records TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE numbers (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
    `,
  },
  {
    name: '0002-tests',
    sql: 'CREATE TABLE tests (hour TEXT PRIMARY KEY, counts TEXT NOT NULL) WITHOUT ROWID;',
  },
  {
    name: '0003-receipts',
    sql: 'CREATE TABLE receipts (generation INTEGER PRIMARY KEY, opened_at INTEGER NOT NULL, dropped_at INTEGER NOT NULL, reach TEXT NOT NULL);',
  },
  {
    name: '0004-metrics',
    sql: `
      CREATE TABLE metrics (hour TEXT PRIMARY KEY, minutes INTEGER NOT NULL, data TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE samples (result TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE requeue_jobs (id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, data TEXT NOT NULL) WITHOUT ROWID;
    `,
  },
  {
    name: '0005-oauth',
    sql: 'CREATE TABLE oauth (id INTEGER PRIMARY KEY, data TEXT NOT NULL);',
  },
] as const

/** What the store needs of a Durable Object's storage, so that it also runs on SQLite in Node. */
export interface ObjectStorage {
  sql: SqlStorage
  transactionSync<T>(work: () => T): T
}

/**
 * The log's tables: one per generation, because dropping a table writes no rows while deleting rows
 * costs a write each.
 */
export class DeliveryStore {
  readonly sql: SqlStorage
  private readonly storage: ObjectStorage

  constructor(storage: ObjectStorage) {
    this.storage = storage
    this.sql = storage.sql
    migrate(storage.sql, MIGRATIONS)
  }

  transaction<T>(work: () => T): T {
    return this.storage.transactionSync(work)
  }

  generations(): StoredGeneration[] {
    return this.sql
      .exec<{ id: number; kind: GenerationKind; opened_at: number; archived_seq: number }>(
        'SELECT id, kind, opened_at, archived_seq FROM generations ORDER BY id',
      )
      .toArray()
      .map((row) => ({
        id: row.id,
        kind: row.kind,
        openedAt: row.opened_at,
        archivedSeq: row.archived_seq,
      }))
  }

  openGeneration(generation: StoredGeneration): void {
    this.sql.exec(
      `CREATE TABLE ${table(generation.id)} (seq INTEGER PRIMARY KEY, data TEXT, body BLOB)`,
    )
    this.sql.exec(
      'INSERT INTO generations (id, kind, opened_at, archived_seq) VALUES (?, ?, ?, ?)',
      generation.id,
      generation.kind,
      generation.openedAt,
      generation.archivedSeq,
    )
  }

  markArchived(id: number, seq: number): void {
    this.sql.exec('UPDATE generations SET archived_seq = ? WHERE id = ?', seq, id)
  }

  dropGeneration(id: number): void {
    this.sql.exec('DELETE FROM generations WHERE id = ?', id)
    this.sql.exec(`DROP TABLE ${table(id)}`)
  }

  /**
   * Writes a row, and further ones for the rest of a large body.
   * @returns bytes stored, and the number after the last one used.
   */
  insert(
    generation: number,
    seq: number,
    row: LogRow,
    body: Uint8Array | null,
  ): { bytes: number; nextSeq: number } {
    const parts = body === null ? 0 : Math.ceil(body.byteLength / MAX_BODY_BYTES) - 1
    const data = JSON.stringify(parts > 0 ? { ...row, parts } : row)
    const statement = `INSERT INTO ${table(generation)} (seq, data, body) VALUES (?, ?, ?)`
    if (body === null || parts === 0) {
      this.sql.exec(statement, seq, data, body)
    } else {
      // All or none: half a body would be found after a restart, and could never be delivered.
      this.transaction(() => {
        for (let part = 0; part <= parts; part++) {
          const slice = body.subarray(part * MAX_BODY_BYTES, (part + 1) * MAX_BODY_BYTES)
          this.sql.exec(statement, seq + part, part === 0 ? data : null, slice)
        }
      })
    }
    return { bytes: data.length + (body?.byteLength ?? 0), nextSeq: seq + parts + 1 }
  }

  /** Every row of a generation in order, bodies left where they are. */
  *rows(generation: number): Generator<{ seq: number; row: LogRow | null; bytes: number }> {
    const cursor = this.sql.exec<{ seq: number; data: string | null; bytes: number }>(
      `SELECT seq, data, coalesce(length(data), 0) + coalesce(length(body), 0) AS bytes FROM ${table(generation)} ORDER BY seq`,
    )
    for (const { seq, data, bytes } of cursor) {
      yield { seq, row: data === null ? null : parseRow(data), bytes }
    }
  }

  /** Rows with records of a segment, found by their text: only these have to be parsed. */
  blocksOf(
    generation: number,
    log: string,
    segment: number,
  ): { seq: number; row: AppendRow | MovedRow }[] {
    const words = `[${JSON.stringify(log)},${segment},`
    return this.rowsWith(generation, 'instr(data, ?) > 0', words).flatMap(({ seq, row }) =>
      row.k === 'settle' ? [] : [{ seq, row }],
    )
  }

  /** Rows of results that name a block. */
  settlesOf(generation: number, block: number): SettleRow[] {
    return this.rowsWith(
      generation,
      `seq > ? AND (instr(data, ?) > 0 OR instr(data, ?) > 0)`,
      block,
      `[${block},`,
      `,${block},`,
    ).flatMap(({ row }) => (row.k === 'settle' ? [row] : []))
  }

  private rowsWith(generation: number, where: string, ...bindings: unknown[]) {
    return this.sql
      .exec<{ seq: number; data: string }>(
        `SELECT seq, data FROM ${table(generation)} WHERE data IS NOT NULL AND ${where} ORDER BY seq`,
        ...bindings,
      )
      .toArray()
      .map(({ seq, data }) => ({ seq, row: parseRow(data) }))
  }

  row(generation: number, seq: number): LogRow | null {
    const [row] = this.sql
      .exec<{ data: string | null }>(`SELECT data FROM ${table(generation)} WHERE seq = ?`, seq)
      .toArray()
    return row?.data == null ? null : parseRow(row.data)
  }

  body(generation: number, seq: number): Uint8Array<ArrayBuffer> {
    const [first] = this.sql
      .exec<{ parts: number | null; body: ArrayBuffer }>(
        `SELECT data ->> '$.parts' AS parts, body FROM ${table(generation)} WHERE seq = ?`,
        seq,
      )
      .toArray()
    if (!first) throw new Error(`block ${seq} is not in generation ${generation}`)
    if (!first.parts) return new Uint8Array(first.body)
    const rest = this.sql
      .exec<{ body: ArrayBuffer }>(
        `SELECT body FROM ${table(generation)} WHERE seq > ? AND seq <= ? ORDER BY seq`,
        seq,
        seq + first.parts,
      )
      .toArray()
    return concat([first.body, ...rest.map((row) => row.body)])
  }

  /** Remembers of a generation, when it is dropped, which records its archived receipts tell of. */
  keepReceipts(receipts: KeptReceipts): void {
    this.sql.exec(
      'INSERT OR REPLACE INTO receipts (generation, opened_at, dropped_at, reach) VALUES (?, ?, ?, ?)',
      receipts.generation,
      receipts.openedAt,
      receipts.droppedAt,
      JSON.stringify(receipts.reach),
    )
    this.sql.exec(
      'DELETE FROM receipts WHERE dropped_at < ?',
      receipts.droppedAt - RECEIPTS_KNOWN_MS,
    )
  }

  /** Of generations that were dropped at this time or later, in the order in which they were opened. */
  receiptsSince(time: number): KeptReceipts[] {
    return this.sql
      .exec<{ generation: number; opened_at: number; dropped_at: number; reach: string }>(
        'SELECT generation, opened_at, dropped_at, reach FROM receipts WHERE dropped_at >= ? ORDER BY generation',
        time,
      )
      .toArray()
      .map((row) => ({
        generation: row.generation,
        openedAt: row.opened_at,
        droppedAt: row.dropped_at,
        reach: JSON.parse(row.reach) as StoredReach,
      }))
  }

  /** Since when every dropped generation is remembered; null when none is. */
  receiptsKnownSince(): number | null {
    return this.sql
      .exec<{ since: number | null }>('SELECT min(dropped_at) AS since FROM receipts')
      .one().since
  }

  hours(from: string, to: string): [hour: string, counts: Record<string, number>][] {
    return this.sql
      .exec<{ hour: string; counts: string }>(
        'SELECT hour, counts FROM hours WHERE hour >= ? AND hour < ?',
        from,
        to,
      )
      .toArray()
      .map((row) => [row.hour, JSON.parse(row.counts) as Record<string, number>])
  }

  addToHour(hour: string, counts: Record<string, number>): void {
    const [known] = this.hours(hour, `${hour}~`)
    const sum = known?.[1] ?? {}
    for (const [key, count] of Object.entries(counts)) sum[key] = (sum[key] ?? 0) + count
    this.sql.exec(
      'INSERT INTO hours (hour, counts) VALUES (?, ?) ON CONFLICT (hour) DO UPDATE SET counts = excluded.counts',
      hour,
      JSON.stringify(sum),
    )
  }

  /** The first number that no row and no generation, dropped ones included, has had. */
  nextNumber(): number {
    const [row] = this.sql.exec<{ next: number }>('SELECT next FROM numbers').toArray()
    return row?.next ?? 1
  }

  keepNextNumber(next: number): void {
    this.sql.exec(
      "INSERT INTO numbers (name, next) VALUES ('row', ?) ON CONFLICT (name) DO UPDATE SET next = excluded.next WHERE next IS NOT excluded.next",
      next,
    )
  }

  known(): [log: string, records: KnownLog][] {
    return this.sql
      .exec<{ log: string; records: string }>('SELECT log, records FROM known')
      .toArray()
      .map((row) => [row.log, JSON.parse(row.records) as KnownLog])
  }

  keepKnown(log: string, records: KnownLog): void {
    this.sql.exec(
      'INSERT INTO known (log, records) VALUES (?, ?) ON CONFLICT (log) DO UPDATE SET records = excluded.records WHERE records IS NOT excluded.records',
      log,
      JSON.stringify(records),
    )
  }
}

function table(generation: number): string {
  if (!Number.isSafeInteger(generation)) throw new Error('not a generation id')
  return `rows_${generation}`
}

function concat(parts: ArrayBuffer[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    whole.set(new Uint8Array(part), at)
    at += part.byteLength
  }
  return whole
}
