import type { Packed } from '../../worker/messages/packed.ts'
import {
  countLines,
  intersect,
  type LineRanges,
  pushRange,
  subtract,
  toRanges,
} from './line-ranges.ts'
import { addStored, Metrics } from './metrics.ts'
import type { AppendRow, MovedRow, SettleRow, StoredResult } from './rows.ts'
import { RUN_FIELDS } from './rows.ts'
import { noteSamples, type SampleRows } from './sample-rows.ts'
import { SegmentReach } from './segment-reach.ts'
import type { GenerationKind } from './store.ts'
import { type Standing, Totals } from './totals.ts'

/** Lines of one block that share a fate. */
export interface Item {
  readonly block: Block
  lines: LineRanges
  /** `gone`: nothing is left of it, other items took its lines. */
  state: 'ready' | 'waiting' | 'leased' | 'failed' | 'gone'
  attempts: number
  /** When the first attempt began; 0 before it. */
  firstAt: number
  /** When it may be tried again, while waiting. */
  dueAt: number
  /** When it came, for fresh ones that may wait for more; 0 for what has waited already. */
  readyAt: number
  /** When it failed, for failed ones. */
  at: number
  progress: unknown
  /** Code of the last result, for the totals. */
  code: string
  /** Row with the last result; 0 before the first attempt. */
  resultSeq: number
}

export interface Block {
  readonly id: number
  readonly generation: Generation
  readonly lines: number
  bytes: number
  readonly chars: number
  readonly books: Packed<string>
  readonly items: Set<Item>
}

export interface Generation {
  readonly id: number
  readonly kind: GenerationKind
  readonly openedAt: number
  sealedAt: number | null
  bytes: number
  /** Rows so far; zero means nothing is to be archived or dropped. */
  lastSeq: number
  lastSettleSeq: number
  archivedSeq: number
  /** Blocks with unfinished or failed events. */
  readonly blocks: Map<number, Block>
  /** Events that are unfinished, and events on the failed list. */
  working: number
  failed: number
  readonly totals: Totals
  /** What its rows count, for the overview; folded into the hours when it is dropped. */
  readonly metrics: Metrics
  /** Rows with requests that were kept to be shown. */
  readonly sampleRows: SampleRows
  /** Logs whose records stand in its rows. */
  readonly logs: Set<string>
  /** Which segments its rows have records of. */
  readonly reach: SegmentReach
  /** Counts changes, so that slow work can tell whether its view is still true. */
  revision: number
  /** Being moved: nothing of it is handed out. */
  frozen: boolean
}

export interface BacklogEvents {
  /** The item may be handed out. */
  ready(item: Item): void
  /** The item may be handed out at `item.dueAt`. */
  waiting(item: Item): void
}

export const newGeneration = (init: {
  id: number
  kind: GenerationKind
  openedAt: number
  archivedSeq: number
}): Generation => ({
  ...init,
  sealedAt: null,
  bytes: 0,
  lastSeq: 0,
  lastSettleSeq: 0,
  blocks: new Map(),
  working: 0,
  failed: 0,
  totals: new Totals(),
  metrics: new Metrics(),
  sampleRows: new Map(),
  logs: new Set(),
  reach: new SegmentReach(),
  revision: 0,
  frozen: false,
})

/** State after a row of appended events. */
export function applyAppend(
  generation: Generation,
  seq: number,
  row: AppendRow,
  bytes: number,
  events: BacklogEvents,
): void {
  generation.logs.add(row.log)
  const block = addBlock(generation, seq, row, bytes)
  addTotals(block, row.live, { outcome: 'routed', code: '' }, 1)
  const item = addItem(block, row.live, { state: 'ready', readyAt: row.at })
  events.ready(item)
  touch(generation, seq)
}

/** State after a row of events that were moved here. */
export function applyMoved(
  generation: Generation,
  seq: number,
  row: MovedRow,
  bytes: number,
  events: BacklogEvents,
): void {
  const block = addBlock(generation, seq, row, bytes)
  for (const stored of row.items) {
    addTotals(block, stored.lines, { outcome: 'routed', code: '' }, 1)
    const item = addItem(block, stored.lines, {
      state: stored.state === 'failed' ? 'failed' : stored.dueAt > 0 ? 'waiting' : 'ready',
      attempts: stored.attempts,
      firstAt: stored.firstAt,
      dueAt: stored.dueAt,
      at: stored.at,
      progress: stored.progress,
      code: stored.result?.code ?? '',
      resultSeq: stored.result === null ? 0 : seq,
    })
    announce(item, events)
  }
  touch(generation, seq)
}

/** State after a row of results. Lines that are not there any more are skipped. */
export function applySettle(
  generation: Generation,
  seq: number,
  row: SettleRow,
  events: BacklogEvents,
): void {
  for (const [key, pairs] of groupRuns(row.runs)) {
    const [blockId = 0, resultIndex = 0] = key.split(' ').map(Number)
    const block = generation.blocks.get(blockId)
    const result = row.results[resultIndex]
    if (!block || !result) continue
    for (const taken of takeLines(block, toRanges(pairs))) {
      settleLines(block, taken, result, { row, seq }, events)
    }
    if (block.items.size === 0) generation.blocks.delete(block.id)
  }
  addStored(generation.metrics, row.metrics)
  noteSamples(generation.sampleRows, row, seq)
  generation.lastSettleSeq = seq
  touch(generation, seq)
}

/** Runs by block and result: their latencies differ, but one state follows from them. */
function groupRuns(runs: readonly number[]): Map<string, [number, number][]> {
  const groups = new Map<string, [number, number][]>()
  for (let i = 0; i < runs.length; i += RUN_FIELDS) {
    const [block, line, count, result] = runs.slice(i, i + 4) as [number, number, number, number]
    const key = `${block} ${result}`
    const group = groups.get(key)
    if (group) group.push([line, count])
    else groups.set(key, [[line, count]])
  }
  return groups
}

type Taken = Pick<Item, 'lines' | 'attempts' | 'firstAt'>

/** Takes lines out of a block's items; lines whose items are alike come back together. */
function takeLines(block: Block, lines: LineRanges): Taken[] {
  const taken = new Map<string, Taken>()
  for (const item of block.items) {
    const both = intersect(item.lines, lines)
    if (both.length === 0) continue
    countItem(block, item, both, -1)
    item.lines = subtract(item.lines, both)
    const key = `${item.attempts} ${item.firstAt}`
    const group = taken.get(key)
    if (group) group.lines = toRanges([...pairsOf(group.lines), ...pairsOf(both)])
    else taken.set(key, { lines: both, attempts: item.attempts, firstAt: item.firstAt })
    if (item.lines.length === 0) {
      item.state = 'gone'
      block.items.delete(item)
    }
  }
  return [...taken.values()]
}

function pairsOf(ranges: LineRanges): [number, number][] {
  const pairs: [number, number][] = []
  for (let i = 0; i < ranges.length; i += 2)
    pairs.push([ranges[i] as number, ranges[i + 1] as number])
  return pairs
}

function settleLines(
  block: Block,
  taken: Taken,
  result: StoredResult,
  from: { row: SettleRow; seq: number },
  events: BacklogEvents,
): void {
  const attempted = result.unattempted === true ? 0 : 1
  const attempts = taken.attempts + attempted
  const firstAt = taken.firstAt || (attempted === 1 ? from.row.startedAt : 0)
  const common = { attempts, firstAt, code: result.code, resultSeq: from.seq }
  switch (result.outcome) {
    case 'delivered':
      addTotals(block, taken.lines, { outcome: 'delivered', code: result.code }, 1)
      break
    case 'filtered':
      addTotals(block, taken.lines, { outcome: 'filtered in attempt', code: result.code }, 1)
      break
    case 'failed':
      addItem(block, taken.lines, { ...common, state: 'failed', at: from.row.at })
      break
    case 'retry': {
      const dueAt = result.dueAt ?? from.row.at
      const progress = result.progress ?? null
      const item = addItem(block, taken.lines, { ...common, state: 'waiting', dueAt, progress })
      announce(item, events)
      break
    }
    case 'requeued':
      announce(addItem(block, taken.lines, { state: 'ready' }), events)
      break
    default:
      result.outcome satisfies never
  }
}

/** Puts part of an item into one of its own, e.g. because a lease has no room for all of it. */
export function splitItem(item: Item, lines: LineRanges): Item {
  item.lines = subtract(item.lines, lines)
  const part: Item = { ...item, lines }
  item.block.items.add(part)
  return part
}

/** How an item's events are counted now. */
export function standingOf(item: Item): Standing {
  if (item.state === 'failed') return { outcome: 'failed delivery', code: item.code }
  if (item.attempts === 0) return { outcome: 'pending', code: '' }
  return { outcome: 'awaiting retry', code: item.code }
}

function addBlock(
  generation: Generation,
  seq: number,
  row: AppendRow | MovedRow,
  bytes: number,
): Block {
  const { lines, chars, books } = row
  const block: Block = { id: seq, generation, lines, chars, books, bytes, items: new Set() }
  generation.blocks.set(seq, block)
  for (const [log, segment] of row.records) generation.reach.add(log, segment)
  return block
}

function addItem(
  block: Block,
  lines: LineRanges,
  init: Pick<Item, 'state'> & Partial<Omit<Item, 'block' | 'lines'>>,
): Item {
  const item: Item = {
    attempts: 0,
    firstAt: 0,
    dueAt: 0,
    readyAt: 0,
    at: 0,
    progress: null,
    code: '',
    resultSeq: 0,
    ...init,
    block,
    lines,
  }
  block.items.add(item)
  countItem(block, item, lines, 1)
  return item
}

function announce(item: Item, events: BacklogEvents): void {
  if (item.state === 'ready') events.ready(item)
  if (item.state === 'waiting') events.waiting(item)
}

function countItem(block: Block, item: Item, lines: LineRanges, sign: 1 | -1): void {
  const count = sign * countLines(lines)
  if (item.state === 'failed') block.generation.failed += count
  else block.generation.working += count
  addTotals(block, lines, standingOf(item), sign)
}

function addTotals(block: Block, lines: LineRanges, standing: Standing, sign: 1 | -1): void {
  addBooks(block.generation.totals, block, lines, standing, sign)
}

/** Adds lines to totals under their own hours and sources. */
export function addBooks(
  totals: Totals,
  block: Block,
  lines: LineRanges,
  standing: Standing,
  sign: 1 | -1,
): void {
  const { values, runs } = block.books
  if (values.length === 1) {
    totals.add(values[0] ?? '', standing, sign * countLines(lines))
    return
  }
  let from = 0
  for (let i = 0; i < runs.length; i += 2) {
    const count = runs[i + 1] as number
    const within: number[] = []
    pushRange(within, from, count)
    const both = countLines(intersect(lines, within))
    if (both > 0) totals.add(values[runs[i] as number] ?? '', standing, sign * both)
    from += count
  }
}

function touch(generation: Generation, seq: number): void {
  generation.lastSeq = Math.max(generation.lastSeq, seq)
  generation.revision++
}
