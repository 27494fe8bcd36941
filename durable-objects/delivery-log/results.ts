import type { CapturedRequest } from '../../worker/messages/delivery-trace-rpc.ts'
import type { Item } from './backlog.ts'
import { intersect } from './line-ranges.ts'
import { type LogRow, RUN_FIELDS, type StoredResult } from './rows.ts'
import type { DeliveryStore } from './store.ts'

/** A result with the request itself in place of its number. */
export type KnownResult = Omit<StoredResult, 'request'> & { request?: CapturedRequest }

/** Reads an item's last result back from its row: in memory only its code is kept. */
export class ResultReader {
  private readonly store: DeliveryStore
  private readonly rows = new Map<number, LogRow | null>()

  constructor(store: DeliveryStore) {
    this.store = store
  }

  /** Null when no attempt was made yet. */
  resultOf(item: Item): KnownResult | null {
    if (item.resultSeq === 0) return null
    let row = this.rows.get(item.resultSeq)
    if (row === undefined) {
      row = this.store.row(item.block.generation.id, item.resultSeq)
      // Neighbours share rows; more than a few at once would be memory for nothing.
      if (this.rows.size > 100) this.rows.clear()
      this.rows.set(item.resultSeq, row)
    }
    return row === null ? null : resultIn(row, item)
  }
}

function resultIn(row: LogRow, item: Item): KnownResult | null {
  const line = item.lines[0] ?? 0
  if (row.k === 'moved') {
    const stored = row.items.find(({ lines }) => intersect(lines, [line, 1]).length > 0)
    return stored?.result ? known(stored.result, stored.request) : null
  }
  if (row.k !== 'settle') return null
  const { runs, results } = row
  for (let i = 0; i < runs.length; i += RUN_FIELDS) {
    const [block, from, count, result] = runs.slice(i, i + 4) as [number, number, number, number]
    if (block !== item.block.id || line < from || line >= from + count) continue
    const found = results[result]
    return found ? known(found, row.requests?.[found.request ?? -1]) : null
  }
  return null
}

export function known(
  { request: _, ...result }: StoredResult,
  request: CapturedRequest | undefined,
): KnownResult {
  return request === undefined ? result : { ...result, request }
}
