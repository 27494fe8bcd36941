import type { Item } from './backlog.ts'
import { intersect } from './line-ranges.ts'
import { type LogRow, RUN_FIELDS, type StoredResult } from './rows.ts'
import type { DeliveryStore } from './store.ts'

/** Reads an item's last result back from its row: in memory only its code is kept. */
export class ResultReader {
  private readonly store: DeliveryStore
  private readonly rows = new Map<number, LogRow | null>()

  constructor(store: DeliveryStore) {
    this.store = store
  }

  /** Null when no attempt was made yet. */
  resultOf(item: Item): StoredResult | null {
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

function resultIn(row: LogRow, item: Item): StoredResult | null {
  const line = item.lines[0] ?? 0
  if (row.k === 'moved') {
    return row.items.find((stored) => intersect(stored.lines, [line, 1]).length > 0)?.result ?? null
  }
  if (row.k !== 'settle') return null
  const { runs, results } = row
  for (let i = 0; i < runs.length; i += RUN_FIELDS) {
    const [block, from, count, result] = runs.slice(i, i + 4) as [number, number, number, number]
    if (block === item.block.id && line >= from && line < from + count)
      return results[result] ?? null
  }
  return null
}
