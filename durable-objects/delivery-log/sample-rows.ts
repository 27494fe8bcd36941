import type { SettleRow, StoredResult } from './rows.ts'

export const MAX_SAMPLES = 10
export const MAX_SAMPLE_CODES = 50

/** `<outcome>\t<code>` -> the latest rows of a generation in which a request with that result was kept. */
export type SampleRows = Map<string, number[]>

const OUTCOME_OF = { delivered: 'delivered', retry: 'awaiting retry' } as const

/** Under what a result's samples are found; null where none are kept. */
export function sampleKey({ outcome, code, request }: StoredResult): string | null {
  if (request === undefined || (outcome !== 'delivered' && outcome !== 'retry')) return null
  return `${OUTCOME_OF[outcome]}\t${code}`
}

/** Takes note of a row: only its number is kept, since hardly anybody looks. */
export function noteSamples(into: SampleRows, row: SettleRow, seq: number): void {
  if (!row.requests) return
  for (const result of row.results) {
    const key = sampleKey(result)
    if (key === null) continue
    const rows = into.get(key) ?? []
    if (rows.length === 0 && into.size >= MAX_SAMPLE_CODES) continue
    if (rows.at(-1) !== seq) rows.push(seq)
    into.set(key, rows.slice(-MAX_SAMPLES))
  }
}
