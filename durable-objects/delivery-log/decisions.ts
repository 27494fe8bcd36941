import type { Generation, Item } from './backlog.ts'
import type { Lease } from './dispatcher.ts'
import { runsOf } from './items.ts'
import { countLines } from './line-ranges.ts'
import type { DeliveryOutbox } from './outbox.ts'
import type { KnownResult } from './results.ts'
import type { SettleRow, StoredResult } from './rows.ts'

const MAX_ITEMS_PER_ROW = 5000

/** Gives items a result that no attempt had a part in. */
export function decide(
  outbox: DeliveryOutbox,
  items: Iterable<Item>,
  resultOf: (item: Item) => KnownResult,
): void {
  const byGeneration = new Map<Generation, Item[]>()
  for (const item of items) {
    const { generation } = item.block
    const group = byGeneration.get(generation)
    if (group) group.push(item)
    else byGeneration.set(generation, [item])
  }
  const rows: [Generation, SettleRow][] = []
  for (const [generation, group] of byGeneration) {
    for (let i = 0; i < group.length; i += MAX_ITEMS_PER_ROW) {
      const part = group.slice(i, i + MAX_ITEMS_PER_ROW)
      rows.push([generation, decisionRow(part, resultOf, outbox.deps.now())])
    }
  }
  outbox.writeResults(rows)
  outbox.dispatcher.releaseEmpty()
}

function decisionRow(
  items: readonly Item[],
  resultOf: (item: Item) => KnownResult,
  at: number,
): SettleRow {
  const row: SettleRow = { v: 1, k: 'settle', at, startedAt: at, results: [], runs: [] }
  const indexes = new Map<string, number>()
  for (const item of items) {
    const known = resultOf(item)
    const key = JSON.stringify(known)
    let index = indexes.get(key)
    if (index === undefined) {
      index = row.results.push(decision(row, known)) - 1
      indexes.set(key, index)
    }
    for (const run of runsOf(item)) row.runs.push(run.block, run.line, run.count, index, 0)
  }
  return row
}

function decision(row: SettleRow, { request, ...result }: KnownResult): StoredResult {
  if (request === undefined) return { ...result, unattempted: true }
  row.requests ??= []
  return { ...result, unattempted: true, request: row.requests.push(request) - 1 }
}

/** An attempt took its work and never reported: as if each event had met an error of our own. */
export function loseLease(outbox: DeliveryOutbox, lease: Lease): void {
  const items = lease.items.filter((item) => item.state === 'leased')
  const message = 'the attempt did not report back'
  outbox.settle({
    lease: lease.id,
    more: false,
    startedAt: lease.readAt ?? outbox.deps.now(),
    runs: items.flatMap((item) => runsOf(item)),
    results: {
      values: [{ outcome: 'retry', code: 'INTERNAL', message }],
      runs: [0, items.reduce((sum, item) => sum + countLines(item.lines), 0)],
    },
    latencyMs: { values: [0], runs: [0, Number.MAX_SAFE_INTEGER] },
  })
}
