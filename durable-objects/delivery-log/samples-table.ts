import type { DeliverySample } from '../../worker/messages/delivery-log-rpc.ts'
import { MAX_SAMPLE_CODES, MAX_SAMPLES } from './sample-rows.ts'

const KEPT_MS = 30 * 24 * 3_600_000

/** `<outcome>\t<code>` -> samples, the latest first. */
export type Samples = Map<string, DeliverySample[]>

/** Writes what a generation held of samples beside those of older ones: one row a result, now and then. */
export function keepSamples(sql: SqlStorage, samples: Samples, now: number): void {
  for (const [key, newer] of samples) {
    const all = [...newer, ...storedSamples(sql, key)].slice(0, MAX_SAMPLES)
    sql.exec(
      'INSERT INTO samples (result, data) VALUES (?, ?) ON CONFLICT (result) DO UPDATE SET data = excluded.data',
      key,
      JSON.stringify({ at: all[0]?.at ?? '', samples: all }),
    )
  }
  if (samples.size === 0) return
  sql.exec("DELETE FROM samples WHERE data ->> '$.at' < ?", new Date(now - KEPT_MS).toISOString())
  sql.exec(
    "DELETE FROM samples WHERE result IN (SELECT result FROM samples ORDER BY data ->> '$.at' DESC LIMIT -1 OFFSET ?)",
    MAX_SAMPLE_CODES,
  )
}

export function storedSamples(sql: SqlStorage, key: string): DeliverySample[] {
  const [row] = sql
    .exec<{ data: string }>('SELECT data FROM samples WHERE result = ?', key)
    .toArray()
  return row ? (JSON.parse(row.data) as { samples: DeliverySample[] }).samples : []
}
