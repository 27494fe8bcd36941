import { decodeNotes } from '../../worker/domain/schema/encode-notes.ts'
import type { SourceNotes } from '../../worker/domain/schema/notes.ts'
import type { SchemaDelivery } from '../../worker/messages/schema-rpc.ts'
import {
  addEncoded,
  bucketOf,
  Counts,
  encodeCounts,
  type FieldsOf,
  firstHourlyDay,
  firstKeptDay,
} from './schema-counts.ts'
import { decodeFacts, encodeFacts, FactBook, type Facts, forgetCleared } from './schema-facts.ts'
import { ViolationStore } from './violation-store.ts'

/** A row holds 2 MB, and a character takes three bytes at most. */
const PART_MAX_CHARS = 300_000
/** So many deliveries are kept as they came before they are worked into facts and counts. */
const JOURNAL_MAX_ROWS = 60
const JOURNAL_MAX_CHARS = 1_500_000
/**
 * Hours (or days) whose counts are in memory at once while the journal is worked in: one of 100,000 fields
 * takes some 10 MB. What a log that was away delivers is of many.
 */
const BUCKETS_AT_ONCE = 4

interface Applied {
  low: number
  generations: Set<number>
}

/**
 * The tables of a source's schema. A delivery is one row of a journal, so taking it is cheap and
 * durable; now and then the journal is worked into facts (what there is) and counts (how often, per hour
 * or day), which are texts in a few parts, not a row for each event.
 */
export class SchemaStore {
  private readonly storage: Pick<DurableObjectStorage, 'sql' | 'transactionSync'>
  private readonly sql: SqlStorage
  readonly violations: ViolationStore

  constructor(storage: Pick<DurableObjectStorage, 'sql' | 'transactionSync'>) {
    this.storage = storage
    this.sql = storage.sql
    this.violations = new ViolationStore(storage.sql)
  }

  /** Answers whether it was new. */
  take({ log, generation, low, pieces }: SchemaDelivery): boolean {
    if (this.has(log, generation)) return false
    this.storage.transactionSync(() => {
      for (const notes of pieces) {
        this.sql.exec(
          'INSERT INTO schema_journal (log, generation, low, notes) VALUES (?, ?, ?, ?)',
          log,
          generation,
          low,
          notes,
        )
      }
    })
    return true
  }

  has(log: string, generation: number): boolean {
    const applied = this.appliedOf(log)
    if (generation < applied.low || applied.generations.has(generation)) return true
    const { journaled } = this.sql
      .exec<{ journaled: number }>(
        'SELECT count(*) AS journaled FROM schema_journal WHERE log = ? AND (generation = ? OR low > ?)',
        log,
        generation,
        generation,
      )
      .one()
    return journaled > 0
  }

  /** In the order they came, one in memory at a time. */
  *journal(): Generator<SourceNotes> {
    const rows = this.sql.exec<{ id: number }>('SELECT id FROM schema_journal ORDER BY id')
    for (const { id } of rows.toArray()) {
      const { notes } = this.sql
        .exec<{ notes: string }>('SELECT notes FROM schema_journal WHERE id = ?', id)
        .one()
      yield decodeNotes(notes)
    }
  }

  get journalIsLong(): boolean {
    const { rows, chars } = this.sql
      .exec<{ rows: number; chars: number }>(
        'SELECT count(*) AS rows, coalesce(sum(length(notes)), 0) AS chars FROM schema_journal',
      )
      .one()
    return rows >= JOURNAL_MAX_ROWS || chars >= JOURNAL_MAX_CHARS
  }

  facts(): Facts {
    const rows = this.sql.exec<{ body: string }>('SELECT body FROM schema_facts ORDER BY part')
    return decodeFacts(rows.toArray().map((row) => row.body))
  }

  saveFacts(facts: Facts): void {
    const parts = encodeFacts(facts, PART_MAX_CHARS)
    for (const [part, body] of parts.entries()) {
      // An unchanged part costs no row.
      this.sql.exec(
        `INSERT INTO schema_facts (part, body) VALUES (?, ?)
         ON CONFLICT (part) DO UPDATE SET body = excluded.body WHERE body IS NOT excluded.body`,
        part,
        body,
      )
    }
    this.sql.exec('DELETE FROM schema_facts WHERE part >= ?', parts.length)
  }

  /** Adds what was counted since `from`. */
  addCounts(into: Counts, from: string, fieldsOf: FieldsOf): void {
    const rows = this.sql.exec<{ body: string }>(
      'SELECT body FROM schema_counts WHERE bucket >= ? ORDER BY bucket, part',
      from,
    )
    for (const { body } of rows) addEncoded(into, body, fieldsOf)
  }

  /** Bucket -> events that were counted in it, since `from`. */
  eventTotals(from: string): Map<string, number> {
    const totals = new Map<string, number>()
    const rows = this.sql.exec<{ bucket: string; body: string }>(
      'SELECT bucket, body FROM schema_counts WHERE bucket >= ? ORDER BY bucket, part',
      from,
    )
    for (const { bucket, body } of rows) {
      const counts = new Counts()
      addEncoded(counts, body, 'none')
      let total = totals.get(bucket) ?? 0
      for (const { allowed, blocked } of [...counts.events.values(), counts.unlisted]) {
        total += allowed + blocked
      }
      totals.set(bucket, total)
    }
    return totals
  }

  /** Works the journal into facts and counts, all or nothing. */
  compact(now: number): void {
    this.storage.transactionSync(() => {
      const book = new FactBook(this.facts())
      const buckets = new Map<string, Counts>()
      const countsOf = (hour: string) => {
        const bucket = bucketOf(hour, now)
        if (bucket.slice(0, 10) < firstKeptDay(now)) return null
        const counts = buckets.get(bucket) ?? this.bucket(bucket)
        // Last in the order: what was used longest ago makes room, and is read again when it is needed.
        buckets.delete(bucket)
        buckets.set(bucket, counts)
        for (const [oldest, itsCounts] of buckets) {
          if (buckets.size <= BUCKETS_AT_ONCE) break
          this.saveBucket(oldest, itsCounts)
          buckets.delete(oldest)
        }
        return counts
      }
      const violations = this.violations.adding(now)
      for (const notes of this.journal()) {
        book.add(notes, countsOf, now)
        violations.add(notes)
      }
      violations.save()
      for (const [bucket, counts] of buckets) this.saveBucket(bucket, counts)
      this.fold(now)
      forgetCleared(book.facts, now)
      this.saveFacts(book.facts)
      this.closeJournal()
    })
  }

  private bucket(bucket: string): Counts {
    const counts = new Counts()
    const rows = this.sql.exec<{ body: string }>(
      'SELECT body FROM schema_counts WHERE bucket = ? ORDER BY part',
      bucket,
    )
    for (const { body } of rows) addEncoded(counts, body)
    return counts
  }

  private saveBucket(bucket: string, counts: Counts): void {
    const parts = encodeCounts(counts, PART_MAX_CHARS)
    for (const [part, body] of parts.entries()) {
      this.sql.exec(
        `INSERT INTO schema_counts (bucket, part, body) VALUES (?, ?, ?)
         ON CONFLICT (bucket, part) DO UPDATE SET body = excluded.body WHERE body IS NOT excluded.body`,
        bucket,
        part,
        body,
      )
    }
    this.sql.exec('DELETE FROM schema_counts WHERE bucket = ? AND part >= ?', bucket, parts.length)
  }

  /** Hours of days that are long past become one. A day at a time: each may be large. */
  private fold(now: number): void {
    const old = this.sql
      .exec<{ bucket: string }>(
        'SELECT DISTINCT bucket FROM schema_counts WHERE bucket < ? AND length(bucket) > 10',
        firstHourlyDay(now),
      )
      .toArray()
    for (const [day, hours] of Map.groupBy(old, ({ bucket }) => bucket.slice(0, 10))) {
      const counts = this.bucket(day)
      for (const { bucket } of hours) {
        const rows = this.sql.exec<{ body: string }>(
          'SELECT body FROM schema_counts WHERE bucket = ? ORDER BY part',
          bucket,
        )
        for (const { body } of rows) addEncoded(counts, body)
        this.sql.exec('DELETE FROM schema_counts WHERE bucket = ?', bucket)
      }
      this.saveBucket(day, counts)
    }
    this.sql.exec('DELETE FROM schema_counts WHERE bucket < ?', firstKeptDay(now))
  }

  /** What it held stays known as taken, until its log says that it will not send it again. */
  private closeJournal(): void {
    const rows = this.sql
      .exec<{ log: string; generation: number; low: number }>(
        'SELECT DISTINCT log, generation, low FROM schema_journal',
      )
      .toArray()
    for (const [log, taken] of Map.groupBy(rows, (row) => row.log)) {
      const { low: before, generations } = this.appliedOf(log)
      const low = Math.max(before, ...taken.map((row) => row.low))
      const all = [...generations, ...taken.map((row) => row.generation)]
      this.sql.exec(
        'INSERT OR REPLACE INTO schema_applied (log, low, generations) VALUES (?, ?, ?)',
        log,
        low,
        JSON.stringify([...new Set(all)].filter((generation) => generation >= low)),
      )
    }
    this.sql.exec('DELETE FROM schema_journal')
  }

  private appliedOf(log: string): Applied {
    const row = this.sql
      .exec<{ low: number; generations: string }>(
        'SELECT low, generations FROM schema_applied WHERE log = ?',
        log,
      )
      .toArray()[0]
    if (!row) return { low: 0, generations: new Set() }
    return { low: row.low, generations: new Set(JSON.parse(row.generations) as number[]) }
  }
}
