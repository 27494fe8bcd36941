import { HourMetrics, hourFromStored, type Metrics, type StoredHour } from './metrics.ts'

const HOUR_MS = 3_600_000
/** Minutes can be asked for 48 hours back; the window may begin within an hour. */
const MINUTES_KEPT_MS = 50 * HOUR_MS
const HOURS_KEPT_MS = 31 * 24 * HOUR_MS
/** Each is read, summed up and written once in its life; a few at a time are enough to keep up. */
const MAX_COARSENED = 4

type Row = { hour: string; data: string }

/**
 * What the rows of dropped generations counted: one row an hour, with its minutes while these can be asked
 * for. It is written when a generation is dropped, in the same transaction.
 */
export class MetricsTable {
  private readonly sql: SqlStorage

  /** @param sql Has the log's tables. */
  constructor(sql: SqlStorage) {
    this.sql = sql
  }

  add(metrics: Metrics, now: number): void {
    const finest = hourAt(now - MINUTES_KEPT_MS)
    for (const [hour, counts] of metrics.hours) {
      const [row] = this.rows(hour, `${hour}~`).toArray()
      const sum = row ? hourFromStored(parse(row)) : new HourMetrics()
      sum.merge(counts)
      this.write(hour, hour < finest ? hourFromStored(sum.toStored(), false) : sum, hour >= finest)
    }
    this.coarsen(finest)
    this.sql.exec('DELETE FROM metrics WHERE hour < ?', hourAt(now - HOURS_KEPT_MS))
  }

  /** Hours that minutes cannot be asked of any more become a third of their size. */
  private coarsen(before: string): void {
    const old = this.sql
      .exec<Row>(
        'SELECT hour, data FROM metrics WHERE minutes = 1 AND hour < ? LIMIT ?',
        before,
        MAX_COARSENED,
      )
      .toArray()
    for (const row of old) this.write(row.hour, hourFromStored(parse(row), false), false)
  }

  private write(hour: string, counts: HourMetrics, minutes: boolean): void {
    this.sql.exec(
      'INSERT INTO metrics (hour, minutes, data) VALUES (?, ?, ?) ON CONFLICT (hour) DO UPDATE SET minutes = excluded.minutes, data = excluded.data',
      hour,
      minutes ? 1 : 0,
      JSON.stringify({ v: 1, ...counts.toStored() }),
    )
  }

  /** Hours from `from` (inclusive) to `to` (exclusive), one at a time: together they may be large. */
  *between(from: string, to: string): Generator<[hour: string, counts: StoredHour]> {
    for (const row of this.rows(from, to)) yield [row.hour, parse(row)]
  }

  private rows(from: string, to: string): SqlStorageCursor<Row> {
    return this.sql.exec<Row>(
      'SELECT hour, data FROM metrics WHERE hour >= ? AND hour < ? ORDER BY hour',
      from,
      to,
    )
  }
}

const hourAt = (time: number): string => new Date(time).toISOString().slice(0, 13)

function parse({ hour, data }: Row): StoredHour {
  const stored = JSON.parse(data) as StoredHour & { v: number }
  if (stored.v === 1) return stored
  throw new Error(`the metrics of ${hour} are of an unknown version`)
}
