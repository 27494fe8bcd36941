import type {
  ClaimAnswer,
  ClaimRequest,
  ClaimUnit,
  MessageIndexStatus,
} from '../../worker/messages/message-index-rpc.ts'
import { IndexStore, type Run, type Span } from './index-store.ts'
import { type Locator, readWord } from './locator.ts'
import { Memtable } from './memtable.ts'
import { PAGE_IDS } from './sorted-pages.ts'

export interface ClaimIndexLimits {
  /** Ids in the memtable at which it becomes a run. */
  runIds: number
  pageIds: number
  /** Rows of the write-ahead log at which it is rewritten: bounds what a restart reads. */
  walRows: number
  /** Ids kept at most; the oldest run goes first. */
  maxIds: number
  /** A run is dropped when its newest id is older. */
  keepMs: number
  /** Ids younger than this that had to go are counted (`forgottenEarly`). */
  exactMs: number
}

const HOUR_MS = 3_600_000

export const DEFAULT_LIMITS: ClaimIndexLimits = {
  runIds: 262_144,
  pageIds: PAGE_IDS,
  walRows: 8192,
  maxIds: 20_000_000,
  keepMs: 30 * 24 * HOUR_MS,
  exactMs: 24 * HOUR_MS,
}

/**
 * Who claimed which message id first.
 *
 * Each known id has the locator of its first record. A claim answers "new" for an id that nobody has,
 * and for one whose locator is the claimer's own: so the answer to a repeated claim is the first
 * one's, in any order and after any crash, without answers being stored.
 *
 * Recent ids are in a hash table in memory and, one row a claim, in a write-ahead log. A full table
 * becomes a sorted run. The constructor restores everything from storage.
 *
 * A full index gives up its oldest run. Its ids count as unknown from then on: a late repeat of one
 * of them is delivered a second time, never is an event lost. When ids younger than `exactMs` had
 * to go, they are counted: the deployment then needs more shards.
 */
export class ClaimIndex {
  readonly #store: IndexStore
  readonly #limits: ClaimIndexLimits
  readonly #logs: Map<string, number>
  /** Oldest first. */
  readonly #runs: Run[]
  #table: Memtable
  /** Of the claims in the table; null when it is empty. */
  #span: Span | null

  constructor(sql: SqlStorage, limits: Partial<ClaimIndexLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits }
    this.#store = new IndexStore(sql)
    this.#logs = this.#store.loadLogs()
    this.#runs = this.#store.loadRuns()
    this.#table = new Memtable()
    this.#span = this.#store.loadWal(this.#table)
  }

  /**
   * Synchronous, so one transaction. A throw from storage leaves memory ahead of it: the caller must
   * then build a new index from storage.
   */
  claim(request: ClaimRequest, nowMs: number): ClaimAnswer {
    const batch = flatten(request.units)
    const log = this.#numberOf(request.log)
    this.#makeRoom(batch.count, nowMs)
    const inRuns = this.#findInRuns(batch)
    const from = this.#table.size
    const answers = request.units.map((unit) => new Uint8Array(unit.positions.length))
    for (let i = 0; i < batch.count; i++) {
      const unit = batch.unit[i] as number
      const index = batch.index[i] as number
      const own: Locator = {
        log,
        segment: request.units[unit]?.segment as number,
        position: request.units[unit]?.positions[index] as number,
      }
      const first = inRuns.get(i) ?? this.#findOrInsert(batch.high[i], batch.low[i], own)
      const answer = answers[unit] as Uint8Array
      answer[index] = isSame(first, own) ? 1 : 0
    }
    if (this.#table.size > from) this.#keep(from, nowMs)
    return answers
  }

  /** `<log>.<segment>.<position>` of the record that owns the id, or null. */
  locate(id: Uint8Array): string | null {
    if (id.length !== ID_BYTES) throw new RangeError(`an id of ${id.length} bytes`)
    const high = readWord(id, 0)
    const low = readWord(id, 4)
    const entry = this.#table.find(high, low)
    const locator = entry < 0 ? this.#findInAnyRun(high, low) : this.#table.locatorAt(entry)
    if (locator === null) return null
    for (const [name, log] of this.#logs) {
      if (log === locator.log) return `${name}.${locator.segment}.${locator.position}`
    }
    throw new Error(`log ${locator.log} has no name`)
  }

  status(): MessageIndexStatus {
    const oldestMs = this.#runs[0]?.oldestMs ?? this.#span?.oldestMs ?? null
    return {
      ids: this.#ids(),
      runs: this.#runs.length,
      walRows: this.#store.walRows,
      oldestMs,
      forgottenEarly: this.#store.forgottenEarly,
    }
  }

  #ids(): number {
    return this.#runs.reduce((sum, run) => sum + run.ids, this.#table.size)
  }

  #numberOf(log: string): number {
    const known = this.#logs.get(log)
    if (known !== undefined) return known
    const number = this.#logs.size
    if (number > 0xffff) throw new RangeError('more than 65,536 logs')
    this.#store.addLog(number, log)
    this.#logs.set(log, number)
    return number
  }

  /** Before the claim, so that the table never grows beyond the size that memory was planned for. */
  #makeRoom(count: number, nowMs: number): void {
    if (this.#span !== null && this.#table.size + count > this.#limits.runIds) {
      const run = this.#store.writeRun(this.#table, this.#span, this.#limits.pageIds)
      this.#runs.push(run)
      this.#table = new Memtable(Math.min(run.ids, this.#limits.runIds))
      this.#span = null
    }
    for (let oldest = this.#runs[0]; oldest !== undefined; oldest = this.#runs[0]) {
      const expired = oldest.newestMs < nowMs - this.#limits.keepMs
      if (!expired && this.#ids() + count <= this.#limits.maxIds) break
      this.#store.dropRun(oldest, oldest.newestMs > nowMs - this.#limits.exactMs)
      this.#runs.shift()
    }
  }

  /** Run by run, so that one Bloom filter at a time is hot, and each page is read once. */
  #findInRuns(batch: Batch): Map<number, Locator> {
    const found = new Map<number, Locator>()
    for (const run of this.#runs) {
      for (const [page, candidates] of candidatesByPage(run, batch)) {
        const body = this.#store.readPage(run, page)
        for (const i of candidates) {
          const locator = body.find(batch.high[i] as number, batch.low[i] as number)
          if (locator !== null) found.set(i, locator)
        }
      }
    }
    return found
  }

  #findInAnyRun(high: number, low: number): Locator | null {
    for (const run of this.#runs) {
      const page = run.bloom.mayHave(high, low) ? run.fences.pageOf(high, low) : -1
      const locator = page < 0 ? null : this.#store.readPage(run, page).find(high, low)
      if (locator !== null) return locator
    }
    return null
  }

  #findOrInsert(high: number | undefined, low: number | undefined, own: Locator): Locator {
    const entry = this.#table.find(high as number, low as number)
    if (entry >= 0) return this.#table.locatorAt(entry)
    this.#table.insert(high as number, low as number, own)
    return own
  }

  #keep(from: number, nowMs: number): void {
    this.#span = { oldestMs: this.#span?.oldestMs ?? nowMs, newestMs: nowMs }
    if (this.#store.walRows < this.#limits.walRows) {
      this.#store.appendWal(this.#table, from, { oldestMs: nowMs, newestMs: nowMs })
    } else {
      this.#store.rewriteWal(this.#table, this.#span)
    }
  }
}

const ID_BYTES = 8

/** The ids of all units in one list; within a unit in the order of their positions. */
interface Batch {
  count: number
  high: Uint32Array
  low: Uint32Array
  /** Which unit, and which id of it. */
  unit: Uint32Array
  index: Uint32Array
}

function flatten(units: readonly ClaimUnit[]): Batch {
  const count = units.reduce((sum, unit) => sum + unit.positions.length, 0)
  const words = () => new Uint32Array(count)
  const batch = { count, high: words(), low: words(), unit: words(), index: words() }
  let at = 0
  for (const [number, { ids, positions }] of units.entries()) {
    if (ids.length !== positions.length * ID_BYTES) {
      throw new RangeError(`${ids.length} bytes of ids for ${positions.length} positions`)
    }
    for (const index of inOrder(positions)) {
      batch.high[at] = readWord(ids, index * ID_BYTES)
      batch.low[at] = readWord(ids, index * ID_BYTES + 4)
      batch.unit[at] = number
      batch.index[at] = index
      at++
    }
  }
  return batch
}

/** Indexes of the positions from lowest to highest: of two equal ids in a unit the lowest one wins. */
function inOrder(positions: Uint16Array): Iterable<number> {
  const ascending = positions.every((position, i) => i === 0 || position > (positions[i - 1] ?? 0))
  const indexes = positions.keys()
  if (ascending) return indexes
  return [...indexes].sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0))
}

function candidatesByPage(run: Run, batch: Batch): Map<number, number[]> {
  const pages = new Map<number, number[]>()
  for (let i = 0; i < batch.count; i++) {
    const high = batch.high[i] as number
    const low = batch.low[i] as number
    if (!run.bloom.mayHave(high, low)) continue
    const page = run.fences.pageOf(high, low)
    if (page < 0) continue
    const candidates = pages.get(page)
    if (candidates === undefined) pages.set(page, [i])
    else candidates.push(i)
  }
  return pages
}

const isSame = (a: Locator, b: Locator): boolean =>
  a.segment === b.segment && a.position === b.position && a.log === b.log
