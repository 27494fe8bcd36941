import type { Generation, Item } from './backlog.ts'
import type { Lease } from './dispatcher.ts'
import { runsOf } from './items.ts'
import { countLines } from './line-ranges.ts'
import type { DeliveryOutbox } from './outbox.ts'
import type { KnownResult } from './results.ts'
import type { SettleRow, StoredResult } from './rows.ts'

const MAX_ITEMS_PER_ROW = 5000
/** A row holds 2 MB, and a character takes three bytes at most; results may carry requests and answers. */
const MAX_RESULT_CHARS_PER_ROW = 400_000

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
    for (const row of decisionRows(group, resultOf, outbox.deps.now())) rows.push([generation, row])
  }
  outbox.writeResults(rows)
  outbox.dispatcher.releaseEmpty()
}

function* decisionRows(
  items: readonly Item[],
  resultOf: (item: Item) => KnownResult,
  at: number,
): Generator<SettleRow> {
  const newRow = (): SettleRow => ({ v: 1, k: 'settle', at, startedAt: at, results: [], runs: [] })
  let row = newRow()
  let indexes = new Map<string, number>()
  let held = 0
  let chars = 0
  for (const item of items) {
    const known = resultOf(item)
    const key = JSON.stringify(known)
    let index = indexes.get(key)
    if (index === undefined) {
      index = row.results.push(decision(row, known)) - 1
      indexes.set(key, index)
      chars += key.length
    }
    for (const run of runsOf(item)) row.runs.push(run.block, run.line, run.count, index, 0)
    if (++held < MAX_ITEMS_PER_ROW && chars < MAX_RESULT_CHARS_PER_ROW) continue
    yield row
    row = newRow()
    indexes = new Map()
    held = 0
    chars = 0
  }
  if (held > 0) yield row
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
