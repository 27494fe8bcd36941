import type { Packed } from '../../worker/messages/packed.ts'
import type { SchemaNotesBySource, TotalsDelta, Verdict } from '../../worker/messages/verdict.ts'
import type { SegmentDraft } from '../outbox/pack.ts'
import type { Unit } from '../outbox/work-queue.ts'
import { migrate } from '../sqlite-migrations.ts'
import type { SourceHour } from './totals.ts'

/**
 * The log's tables. Segments and acknowledgements live in a pair of tables per generation, because
 * dropping a table writes no rows while deleting rows costs one write each. A segment belongs to the
 * newest generation that holds it: moving one copies it and leaves the old copy to the drop.
 */
export interface Generation {
  id: number
  openedAt: number
  /** Hour it opened in, `2026-11-23T17`: part of its archive objects' names. */
  hour: string
}

export interface StoredSegment {
  id: number
  generation: number
  version: number
  count: number
  chars: number
  received: SegmentDraft['received']
}

/** The verdicts of one unit, as kept. */
export interface StoredAck {
  segment: number
  first: number
  count: number
  totals: TotalsDelta
  verdicts: Packed<Verdict>
  schema?: SchemaNotesBySource
}

export interface FailedUnit {
  segment: number
  first: number
  count: number
  runs: number
}

const MIGRATIONS = [
  {
    name: '0001-log',
    sql: `
      CREATE TABLE generations (id INTEGER PRIMARY KEY, opened_at INTEGER NOT NULL, hour TEXT NOT NULL);
      CREATE TABLE numbers (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE failures (segment INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, runs INTEGER NOT NULL, PRIMARY KEY (segment, first)) WITHOUT ROWID;
      CREATE TABLE totals (hour TEXT NOT NULL, source TEXT NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (hour, source)) WITHOUT ROWID;
      CREATE TABLE archived (generation INTEGER PRIMARY KEY, segments TEXT NOT NULL, keys TEXT NOT NULL);
    `,
  },
  {
    name: '0002-archived-by-segment',
    sql: `CREATE INDEX archived_by_segment ON archived (json_extract(segments, '$[0][0]'));`,
  },
  {
    name: '0003-schema-pending',
    sql: 'CREATE TABLE schema_pending (generation INTEGER NOT NULL, source TEXT NOT NULL, part INTEGER NOT NULL, at INTEGER NOT NULL, notes TEXT NOT NULL, PRIMARY KEY (generation, source, part)) WITHOUT ROWID',
  },
] as const

/** Names in it may take three bytes a character. */
const MAX_ACK_ROW_CHARS = 500_000

export class LogStore {
  private readonly sql: SqlStorage
  private readonly storage: DurableObjectStorage

  constructor(storage: DurableObjectStorage) {
    this.storage = storage
    this.sql = storage.sql
    migrate(storage.sql, MIGRATIONS)
  }

  transaction<T>(work: () => T): T {
    return this.storage.transactionSync(work)
  }

  generations(): Generation[] {
    return this.sql
      .exec<{ id: number; opened_at: number; hour: string }>(
        'SELECT id, opened_at, hour FROM generations ORDER BY id',
      )
      .toArray()
      .map((row) => ({ id: row.id, openedAt: row.opened_at, hour: row.hour }))
  }

  /** Lowest numbers that nothing which was dropped has had. What still has rows may be above them. */
  nextNumbers(): { generation: number; segment: number } {
    const rows = this.sql.exec<{ name: string; next: number }>('SELECT name, next FROM numbers')
    const next = new Map(rows.toArray().map((row) => [row.name, row.next]))
    return { generation: next.get('generation') ?? 1, segment: next.get('segment') ?? 1 }
  }

  openGeneration(generation: Generation): void {
    const id = tableSuffix(generation.id)
    this.sql.exec(
      `CREATE TABLE segments_${id} (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, count INTEGER NOT NULL, chars INTEGER NOT NULL, received TEXT NOT NULL, body TEXT NOT NULL)`,
    )
    this.sql.exec(`CREATE TABLE acks_${id} (id INTEGER PRIMARY KEY, units TEXT NOT NULL)`)
    this.sql.exec(
      'INSERT INTO generations (id, opened_at, hour) VALUES (?, ?, ?)',
      generation.id,
      generation.openedAt,
      generation.hour,
    )
  }

  insertSegment(generation: number, id: number, draft: SegmentDraft): void {
    this.sql.exec(
      `INSERT INTO segments_${tableSuffix(generation)} (id, version, count, chars, received, body) VALUES (?, ?, ?, ?, ?, ?)`,
      id,
      draft.version,
      draft.count,
      draft.body.length,
      JSON.stringify(draft.received),
      draft.body,
    )
  }

  /** The units that one acknowledgement covers share rows, as few as hold them: rows are what a log costs. */
  insertAcks(generation: number, units: readonly StoredAck[]): void {
    for (const row of joinRows(units.map((unit) => JSON.stringify(unit)))) {
      this.sql.exec(`INSERT INTO acks_${tableSuffix(generation)} (units) VALUES (?)`, row)
    }
  }

  /** Everything but the bodies, oldest first. */
  segments(generation: number): StoredSegment[] {
    const rows = this.sql.exec<{
      id: number
      version: number
      count: number
      chars: number
      received: string
    }>(
      `SELECT id, version, count, chars, received FROM segments_${tableSuffix(generation)} ORDER BY id`,
    )
    return rows.toArray().map((row) => ({
      id: row.id,
      generation,
      version: row.version,
      count: row.count,
      chars: row.chars,
      received: JSON.parse(row.received) as SegmentDraft['received'],
    }))
  }

  /** In the order they came. */
  acks(generation: number): StoredAck[] {
    const rows = this.sql.exec<{ units: string }>(
      `SELECT units FROM acks_${tableSuffix(generation)} ORDER BY id`,
    )
    return rows.toArray().flatMap((row) => JSON.parse(row.units) as StoredAck[])
  }

  body(generation: number, segment: number): string {
    return this.sql
      .exec<{ body: string }>(
        `SELECT body FROM segments_${tableSuffix(generation)} WHERE id = ?`,
        segment,
      )
      .one().body
  }

  /** Acknowledged units of one segment: first position -> count. */
  ackedUnits(generation: number, segment: number): Map<number, number> {
    const units = this.acksOf(generation, segment)
    return new Map(units.map((ack) => [ack.first, ack.count]))
  }

  /** The acknowledgements of one segment, without reading the verdicts of all the others. */
  acksOf(generation: number, segment: number): StoredAck[] {
    const rows = this.sql.exec<{ units: string }>(
      `SELECT units FROM acks_${tableSuffix(generation)} WHERE instr(units, ?) > 0 ORDER BY id`,
      `"segment":${segment},`,
    )
    return rows
      .toArray()
      .flatMap((row) => JSON.parse(row.units) as StoredAck[])
      .filter((ack) => ack.segment === segment)
  }

  /** Segments from a number on whose text holds some words, newest first. */
  segmentsWith(generation: number, words: string, from: number): number[] {
    const rows = this.sql.exec<{ id: number }>(
      `SELECT id FROM segments_${tableSuffix(generation)} WHERE id >= ? AND instr(body, ?) > 0 ORDER BY id DESC`,
      from,
      words,
    )
    return rows.toArray().map((row) => row.id)
  }

  moveSegment(segment: number, from: number, to: number): void {
    const [source, target] = [tableSuffix(from), tableSuffix(to)]
    this.sql.exec(
      `INSERT INTO segments_${target} SELECT * FROM segments_${source} WHERE id = ?`,
      segment,
    )
    const partly = this.acksOf(from, segment)
    if (partly.length > 0) this.insertAcks(to, partly)
  }

  failures(): FailedUnit[] {
    return this.sql
      .exec<{ segment: number; first: number; count: number; runs: number }>(
        'SELECT segment, first, count, runs FROM failures ORDER BY segment, first',
      )
      .toArray()
  }

  saveFailure(unit: Unit): void {
    this.sql.exec(
      'INSERT OR REPLACE INTO failures (segment, first, count, runs) VALUES (?, ?, ?, ?)',
      unit.segment,
      unit.first,
      unit.count,
      unit.runs,
    )
  }

  deleteFailures(segment: number): void {
    this.sql.exec('DELETE FROM failures WHERE segment = ?', segment)
  }

  foldedTotals(hour: string, sourceId: string): SourceHour | undefined {
    const row = this.sql
      .exec<{ counts: string }>(
        'SELECT counts FROM totals WHERE hour = ? AND source = ?',
        hour,
        sourceId,
      )
      .toArray()[0]
    return row ? (JSON.parse(row.counts) as SourceHour) : undefined
  }

  foldedRange(from: string, to: string): { hour: string; sourceId: string; counts: SourceHour }[] {
    return this.sql
      .exec<{ hour: string; source: string; counts: string }>(
        'SELECT hour, source, counts FROM totals WHERE hour >= ? AND hour < ?',
        from,
        to,
      )
      .toArray()
      .map((row) => ({
        hour: row.hour,
        sourceId: row.source,
        counts: JSON.parse(row.counts) as SourceHour,
      }))
  }

  saveFolded(hour: string, sourceId: string, counts: SourceHour): void {
    this.sql.exec(
      'INSERT OR REPLACE INTO totals (hour, source, counts) VALUES (?, ?, ?)',
      hour,
      sourceId,
      JSON.stringify(counts),
    )
  }

  deleteFoldedBefore(hour: string): void {
    this.sql.exec('DELETE FROM totals WHERE hour < ?', hour)
  }

  /**
   * Ends a generation: remembers where its segments went and drops its tables. Its numbers never come
   * again: others know events by them, and its archive objects are named by them.
   */
  dropGeneration(generation: number, segments: [number, number][], keys: string[]): void {
    const id = tableSuffix(generation)
    this.raiseNumber('generation', generation + 1)
    this.raiseNumber('segment', Math.max(0, ...segments.map(([, last]) => last)) + 1)
    if (keys.length > 0) {
      this.sql.exec(
        'INSERT OR REPLACE INTO archived (generation, segments, keys) VALUES (?, ?, ?)',
        generation,
        JSON.stringify(segments),
        JSON.stringify(keys),
      )
    }
    this.sql.exec(`DROP TABLE segments_${id}`)
    this.sql.exec(`DROP TABLE acks_${id}`)
    this.sql.exec('DELETE FROM generations WHERE id = ?', generation)
  }

  private raiseNumber(name: 'generation' | 'segment', next: number): void {
    this.sql.exec(
      'INSERT INTO numbers (name, next) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET next = excluded.next WHERE next < excluded.next',
      name,
      next,
    )
  }

  /** Archive objects of the newest archived generations, newest first. */
  archivedKeys(generations: number): string[][] {
    return this.sql
      .exec<{ keys: string }>(
        'SELECT keys FROM archived ORDER BY generation DESC LIMIT ?',
        generations,
      )
      .toArray()
      .map((row) => JSON.parse(row.keys) as string[])
  }

  /**
   * Archive objects that may hold the segment (one per source of its generation). Generations come in
   * the order of their segments but for those that were moved, so the look back from the segment's own
   * place is nearly always one row long.
   */
  archiveKeysOf(segment: number): string[] {
    const rows = this.sql.exec<{ segments: string; keys: string }>(
      `SELECT segments, keys FROM archived WHERE json_extract(segments, '$[0][0]') <= ?
       ORDER BY json_extract(segments, '$[0][0]') DESC`,
      segment,
    )
    for (const row of rows) {
      const ranges = JSON.parse(row.segments) as [number, number][]
      if (ranges.some(([from, to]) => segment >= from && segment <= to)) {
        return JSON.parse(row.keys) as string[]
      }
    }
    return []
  }
}

/**
 * Lists of units as JSON. A row takes 2 MB of UTF-8, and verdicts can be longer than their events:
 * where each event goes to other destinations of many, or has a patch of its own.
 */
function* joinRows(units: readonly string[]): Generator<string> {
  let row: string[] = []
  let chars = 0
  for (const unit of units) {
    if (row.length > 0 && chars + unit.length > MAX_ACK_ROW_CHARS) {
      yield `[${row.join(',')}]`
      row = []
      chars = 0
    }
    row.push(unit)
    chars += unit.length
  }
  yield `[${row.join(',')}]`
}

/** Table names cannot be bound, so they are built from a checked integer only. */
function tableSuffix(generation: number): string {
  if (!Number.isSafeInteger(generation) || generation < 0) {
    throw new Error(`not a generation: ${generation}`)
  }
  return String(generation)
}
