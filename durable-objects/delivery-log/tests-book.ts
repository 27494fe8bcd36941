import type { DeliveryTest, DeliveryTests } from '../../worker/messages/delivery-log-rpc.ts'

/** As long as the other books can be asked for. */
const KEPT_MS = 31 * 24 * 3_600_000
/** A row holds 2 MB; codes come from partners' answers, so that their number is not ours to know. */
const MAX_CODES = 200
const MAX_CODE_CHARS = 100
const OTHER_CODES = 'other'

/**
 * Test events sent to a destination, counted apart from what its source sends: one row per hour in which
 * somebody tried it.
 */
export class TestsBook {
  private readonly sql: SqlStorage

  /** @param sql Has the log's tables. */
  constructor(sql: SqlStorage) {
    this.sql = sql
  }

  add({ hour, outcome, code }: DeliveryTest): void {
    const counts = this.read(hour)
    const known = counts[outcome] ?? {}
    const used = Object.values(counts).reduce((sum, codes) => sum + Object.keys(codes).length, 0)
    const name = code.slice(0, MAX_CODE_CHARS)
    const key = Object.hasOwn(known, name) || used < MAX_CODES ? name : OTHER_CODES
    const sum = (Object.hasOwn(known, key) ? (known[key] ?? 0) : 0) + 1
    // `fromEntries`, so that a code named like something of an object's prototype is a code.
    counts[outcome] = Object.fromEntries([...Object.entries(known), [key, sum]])
    this.sql.exec(
      'INSERT INTO tests (hour, counts) VALUES (?, ?) ON CONFLICT (hour) DO UPDATE SET counts = excluded.counts',
      hour,
      JSON.stringify(counts),
    )
    const forgotten = new Date(Date.parse(`${hour}:00:00Z`) - KEPT_MS).toISOString().slice(0, 13)
    this.sql.exec('DELETE FROM tests WHERE hour < ?', forgotten)
  }

  /** Hours from `from` (inclusive) to `to` (exclusive) in which a test was sent. */
  between({ from, to }: { from: string; to: string }): DeliveryTests {
    const rows = this.sql.exec<{ hour: string; counts: string }>(
      'SELECT hour, counts FROM tests WHERE hour >= ? AND hour < ? ORDER BY hour',
      from,
      to,
    )
    return Object.fromEntries([...rows].map((row) => [row.hour, JSON.parse(row.counts) as Counts]))
  }

  private read(hour: string): Counts {
    return this.between({ from: hour, to: `${hour}~` })[hour] ?? {}
  }
}

type Counts = DeliveryTests[string]
