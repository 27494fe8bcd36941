import type { CapturedRequest } from '../../worker/messages/delivery-trace-rpc.ts'
import type { Packed } from '../../worker/messages/packed.ts'
import type { ReceiptResult } from '../../worker/messages/receipt.ts'
import type { LineRanges } from './line-ranges.ts'
import type { StoredMetrics } from './metrics-of.ts'

/**
 * Rows of a generation, as JSON beside an optional body. Each row is one thing that happened; the state
 * of the log is what follows from all of them in order, both after a crash and while it runs.
 */
export type LogRow = AppendRow | MovedRow | SettleRow

/** Which records the lines of a body are: log, segment and positions, in the order of the lines. */
export type RecordRuns = [log: string, segment: number, positions: LineRanges][]

interface BodyRow {
  v: 1
  at: number
  lines: number
  /** Characters before compression, about. */
  chars: number
  records: RecordRuns
  /** `<hour>\t<sourceId>` of each line. */
  books: Packed<string>
  /** `packFacets` of each line; absent in what older versions wrote. */
  facets?: Packed<string>
  /** Rows after this one that hold the rest of a body too large for one. */
  parts?: number
}

/** Events came from a pipeline. */
export interface AppendRow extends BodyRow {
  k: 'append'
  log: string
  low: number
  version: number
  /** Lines that count; the others had been appended before. */
  live: LineRanges
}

/** Unfinished and failed events were copied here out of a generation that was dropped. */
export interface MovedRow extends BodyRow {
  k: 'moved'
  items: StoredItem[]
}

export interface StoredItem {
  lines: LineRanges
  state: 'working' | 'failed'
  attempts: number
  firstAt: number
  dueAt: number
  /** When it failed, for failed ones. */
  at: number
  progress: unknown
  /** What the last attempt left; null before the first. */
  result: StoredResult | null
  /** What it sent, where that was kept; the result's own number is of another row. */
  request?: CapturedRequest
}

/** What became of an event in an attempt; receipts hold it as it is. */
export interface StoredResult extends ReceiptResult {
  progress?: unknown
}

/** What became of some events of this generation. */
export interface SettleRow {
  v: 1
  k: 'settle'
  at: number
  /** When the attempt began. */
  startedAt: number
  results: StoredResult[]
  /** Requests that were kept for people to look at. */
  requests?: CapturedRequest[]
  /** `[block, line, count, index into results, latencyMs, ...]` */
  runs: number[]
  /** What the row changes in the metrics; absent in what older versions wrote. */
  metrics?: StoredMetrics
}

export const RUN_FIELDS = 5

/** @throws on a row of another version: data written by other code than ours is not touched. */
export function parseRow(data: string): LogRow {
  const row: unknown = JSON.parse(data)
  if (typeof row === 'object' && row !== null && 'v' in row && row.v === 1) {
    // Written by this file's own types, in the same transaction as everything it belongs to.
    return row as LogRow
  }
  throw new Error('a stored row has an unknown version')
}

/** The accept ids of a body's lines, in their order. */
export function* recordsOf(
  records: RecordRuns,
): Generator<{ log: string; segment: number; position: number }> {
  for (const [log, segment, positions] of records) {
    for (let i = 0; i < positions.length; i += 2) {
      const from = positions[i] as number
      for (let n = 0; n < (positions[i + 1] as number); n++) {
        yield { log, segment, position: from + n }
      }
    }
  }
}
