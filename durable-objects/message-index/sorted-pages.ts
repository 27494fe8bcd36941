import type { Locator } from './locator.ts'
import type { Memtable } from './memtable.ts'

/**
 * A run is the content of one full memtable, sorted by id and cut into pages. A page is columns:
 *
 *     uint32 count | uint32 flags | float64 base of the segments | uint16 the one log, 6 bytes free
 *     uint32 high word of the ids * count
 *     uint32 low word * count
 *     segments less base, uint32 * count (float64 when WIDE: the span does not fit)
 *     uint16 position * count
 *     uint16 log * count (only when MANY_LOGS)
 *
 * 14 bytes an id with one log, 16 with several. Numbers are little-endian, as all our machines are.
 */

/**
 * Small enough that a look-up that a Bloom filter let pass in vain copies little (64 KB pages were a
 * third slower), and just under a whole number of SQLite's 4 KB pages, with one log and with several.
 */
export const PAGE_IDS = 2048

/** Pages of a run in order, each with the id it begins with. */
export function* buildPages(
  table: Memtable,
  pageIds: number,
): Generator<{ high: number; low: number; body: Uint8Array<ArrayBuffer> }> {
  const order = table.sorted()
  for (let start = 0; start < order.length; start += pageIds) {
    const entries = order.subarray(start, start + pageIds)
    const first = entries[0] as number
    yield {
      high: table.high[first] as number,
      low: table.low[first] as number,
      body: buildPage(table, entries),
    }
  }
}

/** First ids of a run's pages: finds the one page that may hold an id. */
export class Fences {
  readonly count: number
  readonly #words: Uint32Array

  /** @param words high and low word of each page's first id, one pair after the other. */
  constructor(words: Uint32Array) {
    this.#words = words
    this.count = words.length / 2
  }

  /** Number of the page, or -1 when the id lies before the first one. */
  pageOf(high: number, low: number): number {
    let from = 0
    let to = this.count
    while (from < to) {
      const middle = (from + to) >>> 1
      if (isBefore(high, low, this.#words[middle * 2], this.#words[middle * 2 + 1])) to = middle
      else from = middle + 1
    }
    return from - 1
  }
}

/** A page as read from storage. */
export class Page {
  readonly #high: Uint32Array
  readonly #low: Uint32Array
  readonly #segments: Uint32Array | Float64Array
  readonly #positions: Uint16Array
  readonly #logs: Uint16Array | null
  readonly #base: number
  readonly #log: number

  constructor(body: ArrayBuffer) {
    const head = new DataView(body, 0, HEAD_BYTES)
    const count = head.getUint32(0, true)
    const flags = head.getUint32(4, true)
    this.#base = head.getFloat64(8, true)
    this.#log = head.getUint16(16, true)
    const layout = layoutOf(count, flags)
    if (body.byteLength !== layout.bytes) throw new Error('a page of the wrong length')
    this.#high = new Uint32Array(body, layout.high, count)
    this.#low = new Uint32Array(body, layout.low, count)
    this.#segments =
      (flags & WIDE) === 0
        ? new Uint32Array(body, layout.segments, count)
        : new Float64Array(body, layout.segments, count)
    this.#positions = new Uint16Array(body, layout.positions, count)
    this.#logs = (flags & MANY_LOGS) === 0 ? null : new Uint16Array(body, layout.logs, count)
  }

  find(high: number, low: number): Locator | null {
    let from = 0
    let to = this.#high.length
    while (from < to) {
      const middle = (from + to) >>> 1
      if (isBefore(this.#high[middle], this.#low[middle], high, low)) from = middle + 1
      else to = middle
    }
    if (this.#high[from] !== high || this.#low[from] !== low) return null
    return {
      log: this.#logs === null ? this.#log : (this.#logs[from] as number),
      segment: this.#base + (this.#segments[from] as number),
      position: this.#positions[from] as number,
    }
  }
}

const HEAD_BYTES = 24
const WIDE = 1
const MANY_LOGS = 2

function buildPage(table: Memtable, entries: Uint32Array): Uint8Array<ArrayBuffer> {
  const { base, flags } = rangeOf(table, entries)
  const count = entries.length
  const layout = layoutOf(count, flags)
  const buffer = new ArrayBuffer(layout.bytes)
  const head = new DataView(buffer)
  head.setUint32(0, count, true)
  head.setUint32(4, flags, true)
  head.setFloat64(8, base, true)
  head.setUint16(16, table.log[entries[0] as number] as number, true)
  const high = new Uint32Array(buffer, layout.high, count)
  const low = new Uint32Array(buffer, layout.low, count)
  const Segments = (flags & WIDE) === 0 ? Uint32Array : Float64Array
  const segments = new Segments(buffer, layout.segments, count)
  const positions = new Uint16Array(buffer, layout.positions, count)
  const logs = new Uint16Array(buffer, layout.logs, (flags & MANY_LOGS) === 0 ? 0 : count)
  for (let i = 0; i < count; i++) {
    const entry = entries[i] as number
    high[i] = table.high[entry] as number
    low[i] = table.low[entry] as number
    segments[i] = (table.segment[entry] as number) - base
    positions[i] = table.position[entry] as number
    // Past the end, and so ignored, when the page has one log.
    logs[i] = table.log[entry] as number
  }
  return new Uint8Array(buffer)
}

function rangeOf(table: Memtable, entries: Uint32Array): { base: number; flags: number } {
  let smallest = Number.POSITIVE_INFINITY
  let largest = 0
  let manyLogs = false
  const log = table.log[entries[0] as number]
  for (const entry of entries) {
    const segment = table.segment[entry] as number
    if (segment < smallest) smallest = segment
    if (segment > largest) largest = segment
    if (table.log[entry] !== log) manyLogs = true
  }
  const wide = largest - smallest > 0xffff_ffff
  return { base: smallest, flags: (wide ? WIDE : 0) | (manyLogs ? MANY_LOGS : 0) }
}

function layoutOf(count: number, flags: number) {
  const high = HEAD_BYTES
  const low = high + count * 4
  const segments = low + count * 4
  const positions = segments + count * ((flags & WIDE) === 0 ? 4 : 8)
  const logs = positions + count * 2
  return {
    high,
    low,
    segments,
    positions,
    logs,
    bytes: logs + ((flags & MANY_LOGS) === 0 ? 0 : count * 2),
  }
}

function isBefore(
  high: number | undefined,
  low: number | undefined,
  otherHigh: number | undefined,
  otherLow: number | undefined,
): boolean {
  if (high !== otherHigh) return (high as number) < (otherHigh as number)
  return (low as number) < (otherLow as number)
}
