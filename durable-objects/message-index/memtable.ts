import type { Locator } from './locator.ts'

/**
 * The ids that are not in a run yet: a hash table with open addressing over columns of typed arrays.
 * Entries keep the order in which they came. 28 bytes an id at most, so a full table of 262,144 ids
 * takes about 7 MB; it starts small and doubles, because most deployments never fill one.
 */
export class Memtable {
  /** Entries held. Entry indexes run from 0 to `size - 1`. */
  size = 0
  high: Uint32Array
  low: Uint32Array
  log: Uint16Array
  position: Uint16Array
  segment: Float64Array
  /** Entry index + 1, or 0 for a free slot. At most half of the slots are taken. */
  #slots: Uint32Array

  constructor(capacity = 1024) {
    this.high = new Uint32Array(capacity)
    this.low = new Uint32Array(capacity)
    this.log = new Uint16Array(capacity)
    this.position = new Uint16Array(capacity)
    this.segment = new Float64Array(capacity)
    this.#slots = new Uint32Array(slotsFor(capacity))
  }

  /** Entry index of an id, or -1. */
  find(high: number, low: number): number {
    const mask = this.#slots.length - 1
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const entry = (this.#slots[slot] as number) - 1
      if (entry < 0) return -1
      if (this.low[entry] === low && this.high[entry] === high) return entry
    }
  }

  /** Adds an id that `find` did not find. */
  insert(high: number, low: number, locator: Locator): void {
    if (this.size === this.high.length) this.#grow()
    const entry = this.size++
    this.high[entry] = high
    this.low[entry] = low
    this.log[entry] = locator.log
    this.position[entry] = locator.position
    this.segment[entry] = locator.segment
    this.#link(entry)
  }

  locatorAt(entry: number): Locator {
    return {
      log: this.log[entry] as number,
      segment: this.segment[entry] as number,
      position: this.position[entry] as number,
    }
  }

  /** Entry indexes in ascending order of their ids. */
  sorted(): Uint32Array {
    const { high, low } = this
    let order = new Uint32Array(this.size)
    for (let i = 0; i < order.length; i++) order[i] = i
    // Two stable passes over 16 bits each sort by the high word in linear time, several times faster
    // than a comparator over this many. Equal high words are rare: the second loop orders them.
    order = radixPass(radixPass(order, high, 0), high, 16)
    for (let i = 1; i < order.length; i++) {
      const entry = order[i] as number
      let to = i
      for (; to > 0; to--) {
        const before = order[to - 1] as number
        if (high[before] !== high[entry] || (low[before] as number) < (low[entry] as number)) break
        order[to] = before
      }
      order[to] = entry
    }
    return order
  }

  #link(entry: number): void {
    const mask = this.#slots.length - 1
    let slot = (this.low[entry] as number) & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = entry + 1
  }

  #grow(): void {
    const capacity = this.high.length * 2
    this.high = copyInto(new Uint32Array(capacity), this.high)
    this.low = copyInto(new Uint32Array(capacity), this.low)
    this.log = copyInto(new Uint16Array(capacity), this.log)
    this.position = copyInto(new Uint16Array(capacity), this.position)
    this.segment = copyInto(new Float64Array(capacity), this.segment)
    this.#slots = new Uint32Array(slotsFor(capacity))
    for (let entry = 0; entry < this.size; entry++) this.#link(entry)
  }
}

const slotsFor = (capacity: number): number => 2 ** Math.ceil(Math.log2(Math.max(2, capacity * 2)))

function copyInto<T extends Uint16Array | Uint32Array | Float64Array>(to: T, from: T): T {
  to.set(from)
  return to
}

function radixPass(order: Uint32Array, keys: Uint32Array, shift: number): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(0x1_0001)
  for (const entry of order) {
    const next = (((keys[entry] as number) >>> shift) & 0xffff) + 1
    starts[next] = (starts[next] as number) + 1
  }
  for (let i = 1; i < starts.length; i++) {
    starts[i] = (starts[i] as number) + (starts[i - 1] as number)
  }
  const sorted = new Uint32Array(order.length)
  for (const entry of order) {
    const bucket = ((keys[entry] as number) >>> shift) & 0xffff
    const to = starts[bucket] as number
    starts[bucket] = to + 1
    sorted[to] = entry
  }
  return sorted
}
