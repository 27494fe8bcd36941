import { readDeliveryLines } from '../../worker/messages/delivery-body.ts'
import type { Packed } from '../../worker/messages/packed.ts'
import { pack, unpack } from '../../worker/messages/packed.ts'
import { gzip } from '../../worker/platform/gzip.ts'
import { addBooks, type Block, type Generation, type Item, standingOf } from './backlog.ts'
import { itemsOf } from './items.ts'
import { countLines, eachLine, type LineRanges, toRanges } from './line-ranges.ts'
import { type DeliveryOutbox, SEAL_AFTER_MS } from './outbox.ts'
import { ResultReader } from './results.ts'
import { type MovedRow, type RecordRuns, recordsOf, type StoredItem } from './rows.ts'
import { collectSamples } from './samples.ts'
import { Totals } from './totals.ts'

/** Moving is worth it when it frees at least three quarters of a generation. */
const MAX_LIVE_SHARE = 0.25
/** Rows of a few events cost memory each while they wait; so many of them are merged. */
const MANY_BLOCKS = 50
const SMALL_BLOCK_CHARS = 20_000
/** Retries that will succeed within a minute need not be moved. */
const SETTLE_DOWN_MS = 60_000
const MOVED_ROW_CHARS = 1_000_000
/** What goes with the events (results, requests, answers) is not split over rows of 2 MB, as a body is. */
const MOVED_ITEMS_CHARS = 400_000
const FAILED_KEPT_MS = 30 * 24 * 3_600_000

/** What is to be done with a generation now; every answer but `leave` begins with its receipts. */
export function careFor(generation: Generation, now: number): 'leave' | 'archive' | 'replace' {
  if (generation.lastSeq === 0) return 'leave'
  const { working, failed, sealedAt, kind, blocks } = generation
  if (working + failed === 0) return sealedAt !== null || kind === 'kept' ? 'replace' : 'leave'
  if (sealedAt === null) return 'leave'
  if (working === 0 && now > newestFailure(generation) + FAILED_KEPT_MS) return 'replace'
  const unarchived = working === 0 && generation.lastSettleSeq > generation.archivedSeq
  if (now < sealedAt + SETTLE_DOWN_MS && working > 0) return 'leave'
  if (hasLease(generation)) return 'leave'
  const share = liveShare(generation)
  if (share.bytes <= MAX_LIVE_SHARE * generation.bytes) return 'replace'
  if (blocks.size >= MANY_BLOCKS && share.chars < SMALL_BLOCK_CHARS * blocks.size) return 'replace'
  return unarchived ? 'archive' : 'leave'
}

/** When to look at a generation again though nothing happened to it; null when never. */
export function careAt(generation: Generation, now: number): number | null {
  if (generation.lastSeq === 0) return null
  const { sealedAt, openedAt, kind, working, failed } = generation
  const times = [
    sealedAt === null && openedAt + SEAL_AFTER_MS[kind],
    sealedAt !== null && working > 0 && sealedAt + SETTLE_DOWN_MS,
    working === 0 && failed > 0 && newestFailure(generation) + FAILED_KEPT_MS + 1,
  ]
  const ahead = times.filter((at) => at !== false).filter((at) => at > now)
  return ahead.length === 0 ? null : Math.min(...ahead)
}

/**
 * Drops a generation, after copying what is still needed: unfinished events, and failed ones that are
 * not too old to be sent again.
 * @returns false when something changed meanwhile; then nothing was done, and the next look decides.
 */
export async function replaceGeneration(
  outbox: DeliveryOutbox,
  generation: Generation,
  now: number,
): Promise<boolean> {
  const forget = generation.working === 0 && now > newestFailure(generation) + FAILED_KEPT_MS
  const { revision } = generation
  generation.frozen = true
  try {
    const moved = forget ? [] : await moveItems(outbox, generation, now)
    const samples = await collectSamples(outbox, generation)
    if (generation.revision !== revision || hasLease(generation)) return false
    const final = new Totals()
    final.merge(generation.totals)
    if (!forget) for (const item of liveItems(generation)) leaveOut(final, item)
    outbox.replace(generation, moved, final, samples)
    return true
  } finally {
    thaw(outbox, generation)
  }
}

/** Items that were taken out of the schedule while their generation was frozen go back into it. */
function thaw(outbox: DeliveryOutbox, generation: Generation): void {
  generation.frozen = false
  for (const item of itemsOf(generation, 'working')) {
    if (item.state === 'ready') outbox.dispatcher.schedule.addReady(item)
    if (item.state === 'waiting') outbox.dispatcher.schedule.addWaiting(item)
  }
}

function leaveOut(totals: Totals, item: Item): void {
  addBooks(totals, item.block, item.lines, { outcome: 'routed', code: '' }, -1)
  addBooks(totals, item.block, item.lines, standingOf(item), -1)
}

interface Draft {
  lines: string[]
  chars: number
  records: { log: string; segment: number; position: number }[]
  books: string[]
  facets: string[]
  items: StoredItem[]
  /** Characters of the items as JSON, before those that are alike are merged. */
  itemChars: number
}

const emptyDraft = (): Draft => ({
  lines: [],
  chars: 0,
  records: [],
  books: [],
  facets: [],
  items: [],
  itemChars: 0,
})

const NO_FACETS: Packed<string> = { values: [], runs: [] }

async function moveItems(outbox: DeliveryOutbox, generation: Generation, now: number) {
  const { store } = outbox.deps
  const results = new ResultReader(store)
  const moved: { row: MovedRow; body: Uint8Array }[] = []
  let draft = emptyDraft()
  for (const block of [...generation.blocks.values()]) {
    const row = store.row(generation.id, block.id)
    if (row === null || row.k === 'settle') throw new Error(`block ${block.id} has no row`)
    const records = [...recordsOf(row.records)]
    const books = unpack(block.books)
    const facets = unpack(row.facets ?? NO_FACETS)
    const lines = await readDeliveryLines(store.body(generation.id, block.id))
    for (const item of block.items) {
      const from = draft.lines.length
      for (const line of eachLine(item.lines)) {
        const [text, record, book] = [lines[line], records[line], books[line]]
        if (text === undefined || !record || book === undefined) {
          throw new Error(`block ${block.id} has no line ${line}`)
        }
        draft.lines.push(text)
        draft.records.push(record)
        draft.books.push(book)
        draft.facets.push(facets[line] ?? '')
        draft.chars += text.length + 1
      }
      const stored = storedItem(item, [from, countLines(item.lines)], results)
      draft.items.push(stored)
      draft.itemChars += JSON.stringify(stored).length
      if (draft.chars >= MOVED_ROW_CHARS || draft.itemChars >= MOVED_ITEMS_CHARS) {
        moved.push(await finishDraft(draft, now))
        draft = emptyDraft()
      }
    }
  }
  if (draft.lines.length > 0) moved.push(await finishDraft(draft, now))
  return moved
}

function storedItem(item: Item, lines: LineRanges, results: ResultReader): StoredItem {
  const { attempts, firstAt, dueAt, at, progress, state } = item
  const { request, ...result } = results.resultOf(item) ?? {}
  return {
    lines,
    state: state === 'failed' ? 'failed' : 'working',
    attempts,
    firstAt,
    dueAt,
    at,
    progress,
    result: 'outcome' in result ? result : null,
    ...(request !== undefined && { request }),
  }
}

async function finishDraft(
  draft: Draft,
  now: number,
): Promise<{ row: MovedRow; body: Uint8Array }> {
  const body = await gzip(draft.lines.join('\n'))
  const books: Packed<string> = pack(draft.books)
  const row: MovedRow = {
    v: 1,
    k: 'moved',
    at: now,
    lines: draft.lines.length,
    chars: draft.chars,
    records: recordRuns(draft.records),
    books,
    facets: pack(draft.facets),
    items: mergeItems(draft.items),
  }
  return { row, body }
}

function recordRuns(records: Draft['records']): RecordRuns {
  const runs: [string, number, number[]][] = []
  for (const { log, segment, position } of records) {
    const last = runs.at(-1)
    if (last && last[0] === log && last[1] === segment) {
      const ranges = last[2]
      const end = ranges.length - 2
      if ((ranges[end] as number) + (ranges[end + 1] as number) === position) {
        ranges[end + 1] = (ranges[end + 1] as number) + 1
      } else ranges.push(position, 1)
    } else runs.push([log, segment, [position, 1]])
  }
  return runs
}

/** Items that are alike in everything but their lines become one. */
function mergeItems(items: readonly StoredItem[]): StoredItem[] {
  const merged = new Map<string, StoredItem>()
  for (const item of items) {
    const { lines, ...rest } = item
    const key = JSON.stringify(rest)
    const same = merged.get(key)
    if (same) same.lines = toRanges([...pairs(same.lines), ...pairs(lines)])
    else merged.set(key, { ...item })
  }
  return [...merged.values()]
}

function* pairs(ranges: LineRanges): Generator<[number, number]> {
  for (let i = 0; i < ranges.length; i += 2) yield [ranges[i] as number, ranges[i + 1] as number]
}

function* liveItems(generation: Generation): Generator<Item> {
  for (const block of generation.blocks.values()) yield* block.items
}

function hasLease(generation: Generation): boolean {
  for (const item of itemsOf(generation, 'working')) if (item.state === 'leased') return true
  return false
}

function liveShare(generation: Generation): { bytes: number; chars: number } {
  let [bytes, chars] = [0, 0]
  for (const block of generation.blocks.values()) {
    const share = liveLines(block) / Math.max(block.lines, 1)
    bytes += block.bytes * share
    chars += block.chars * share
  }
  return { bytes, chars }
}

function liveLines(block: Block): number {
  let count = 0
  for (const item of block.items) count += countLines(item.lines)
  return count
}

function newestFailure(generation: Generation): number {
  let at = 0
  for (const item of itemsOf(generation, 'failed')) at = Math.max(at, item.at)
  return at
}
