import {
  decodeProtocols,
  type EncodedProtocols,
  encodeProtocols,
  mergeProtocolNotes,
  noProtocolNotes,
  type ProtocolNotes,
} from '../../worker/domain/protocols/violation-notes.ts'
import { protocolsInParts } from '../../worker/domain/schema/encode-notes.ts'
import type { SourceNotes } from '../../worker/domain/schema/notes.ts'
import type { ViolationMark } from '../../worker/messages/violations-rpc.ts'
import { bucketOf, firstHourlyDay, firstKeptDay } from './schema-counts.ts'

const PART_MAX_CHARS = 300_000
/** Hours (or days) in memory while the journal is worked in: one of 2,000 violations takes a megabyte or two. */
const BUCKETS_AT_ONCE = 4

/** Violations by hour, then by day, as texts in a few parts; and what people said of them. */
export class ViolationStore {
  private readonly sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.sql = sql
  }

  /** Takes one delivery after another, in the transaction that works the journal in; `save` when it has all. */
  adding(now: number): { add(notes: SourceNotes): void; save(): void } {
    const buckets = new Map<string, ProtocolNotes>()
    return {
      add: (notes) => {
        for (const [hour, { protocols }] of notes) {
          const bucket = bucketOf(hour, now)
          if (protocols === undefined || bucket.slice(0, 10) < firstKeptDay(now)) continue
          const known = buckets.get(bucket) ?? this.bucket(bucket)
          // Last in the order: what was used longest ago makes room, and is read again when it is needed.
          buckets.delete(bucket)
          buckets.set(bucket, known)
          mergeProtocolNotes(known, protocols)
          for (const [oldest, itsNotes] of buckets) {
            if (buckets.size <= BUCKETS_AT_ONCE) break
            this.save(oldest, itsNotes)
            buckets.delete(oldest)
          }
        }
      },
      save: () => {
        for (const [bucket, notes] of buckets) this.save(bucket, notes)
        this.fold(now)
      },
    }
  }

  /** Bucket -> what was found in it, oldest first. */
  all(): Map<string, ProtocolNotes> {
    const found = new Map<string, ProtocolNotes>()
    const rows = this.sql.exec<{ bucket: string; body: string }>(
      'SELECT bucket, body FROM violation_counts ORDER BY bucket, part',
    )
    for (const { bucket, body } of rows) {
      const notes = found.get(bucket) ?? noProtocolNotes()
      found.set(bucket, notes)
      mergeProtocolNotes(notes, decoded(body))
    }
    return found
  }

  marks(): Map<string, ViolationMark> {
    const rows = this.sql.exec<{
      id: string
      state: ViolationMark['state']
      by: string
      at: number
    }>('SELECT id, state, by, at FROM violation_marks')
    return new Map([...rows].map(({ id, ...mark }) => [id, mark]))
  }

  mark(ids: readonly string[], { state, by, at }: ViolationMark): void {
    for (const id of ids) {
      this.sql.exec(
        'INSERT OR REPLACE INTO violation_marks (id, state, by, at) VALUES (?, ?, ?, ?)',
        id,
        state,
        by,
        at,
      )
    }
  }

  private bucket(bucket: string): ProtocolNotes {
    const notes = noProtocolNotes()
    const rows = this.sql.exec<{ body: string }>(
      'SELECT body FROM violation_counts WHERE bucket = ? ORDER BY part',
      bucket,
    )
    for (const { body } of rows) mergeProtocolNotes(notes, decoded(body))
    return notes
  }

  private save(bucket: string, notes: ProtocolNotes): void {
    const parts = protocolsInParts(notes, 0, PART_MAX_CHARS)
    for (const [part, body] of parts.entries()) {
      this.sql.exec(
        `INSERT INTO violation_counts (bucket, part, body) VALUES (?, ?, ?)
         ON CONFLICT (bucket, part) DO UPDATE SET body = excluded.body WHERE body IS NOT excluded.body`,
        bucket,
        part,
        JSON.stringify(encodeProtocols(body, 0)),
      )
    }
    this.sql.exec(
      'DELETE FROM violation_counts WHERE bucket = ? AND part >= ?',
      bucket,
      parts.length,
    )
  }

  /** Hours of days that are long past become one. */
  private fold(now: number): void {
    const old = this.sql
      .exec<{ bucket: string }>(
        'SELECT DISTINCT bucket FROM violation_counts WHERE bucket < ? AND length(bucket) > 10',
        firstHourlyDay(now),
      )
      .toArray()
    for (const [day, hours] of Map.groupBy(old, ({ bucket }) => bucket.slice(0, 10))) {
      const notes = this.bucket(day)
      for (const { bucket } of hours) {
        mergeProtocolNotes(notes, this.bucket(bucket))
        this.sql.exec('DELETE FROM violation_counts WHERE bucket = ?', bucket)
      }
      this.save(day, notes)
    }
    this.sql.exec('DELETE FROM violation_counts WHERE bucket < ?', firstKeptDay(now))
  }
}

const decoded = (body: string): ProtocolNotes =>
  decodeProtocols(JSON.parse(body) as EncodedProtocols, 0)
