import { acceptIdOf } from '../../worker/archive/object-key.ts'
import { type Receipt, receiptsPrefix } from '../../worker/messages/receipt.ts'
import { type RecordRuns, RUN_FIELDS, recordsOf, type SettleRow } from './rows.ts'
import type { DeliveryStore } from './store.ts'

/** `openedAt` is when the generation opened: a reader of a time range also looks before it. */
export function receiptsKey(destinationId: string, openedAt: number, generation: number): string {
  const hour = new Date(openedAt).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/')
  return `${receiptsPrefix(destinationId)}${hour}/${generation}.ndjson.gz`
}

/** All receipts of a generation, in order, as NDJSON. Empty when there were no attempts. */
export function receiptsOf(store: DeliveryStore, generation: number): string {
  const ids = new Map<number, string[]>()
  let text = ''
  for (const { seq, row } of store.rows(generation)) {
    if (row === null) continue
    if (row.k === 'settle') text += `${JSON.stringify(receiptOf(row, ids))}\n`
    else ids.set(seq, acceptIds(row.records))
  }
  return text
}

function receiptOf(row: SettleRow, ids: ReadonlyMap<number, string[]>): Receipt {
  const events = new Map<string, Receipt['events'][number]>()
  const { runs } = row
  for (let i = 0; i < runs.length; i += RUN_FIELDS) {
    const [block, line, count, result, latencyMs] = runs.slice(i, i + RUN_FIELDS) as Run
    const key = `${result} ${latencyMs}`
    let group = events.get(key)
    if (!group) {
      group = { result, latencyMs, acceptIds: [] }
      events.set(key, group)
    }
    group.acceptIds.push(...(ids.get(block)?.slice(line, line + count) ?? []))
  }
  return {
    v: 1,
    startedAt: new Date(row.startedAt).toISOString(),
    settledAt: new Date(row.at).toISOString(),
    results: row.results,
    ...(row.requests && { requests: row.requests }),
    events: [...events.values()],
  }
}

type Run = [block: number, line: number, count: number, result: number, latencyMs: number]

const acceptIds = (records: RecordRuns): string[] =>
  Array.from(recordsOf(records), (r) => acceptIdOf(r.log, r.segment, r.position))
