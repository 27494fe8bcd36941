import { readWord } from './locator.ts'
import type { Memtable } from './memtable.ts'

/**
 * A row of the write-ahead log: what one claim added to the memtable, or after a rewrite many claims
 * at once. Neighbours of one segment form a group:
 *
 *     uint16 log | float64 segment | uint32 count | (uint16 position | uint32 high | uint32 low) * count
 *
 * Big-endian. 10 bytes an id and 14 a group.
 */
export function encodeEntries(table: Memtable, from: number, to: number): Uint8Array<ArrayBuffer> {
  const starts = groupStarts(table, from, to)
  const bytes = new ArrayBuffer(starts.length * GROUP_BYTES + (to - from) * ENTRY_BYTES)
  const view = new DataView(bytes)
  let at = 0
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? to
    view.setUint16(at, table.log[start] as number)
    view.setFloat64(at + 2, table.segment[start] as number)
    view.setUint32(at + 10, end - start)
    at += GROUP_BYTES
    for (let entry = start; entry < end; entry++, at += ENTRY_BYTES) {
      view.setUint16(at, table.position[entry] as number)
      view.setUint32(at + 2, table.high[entry] as number)
      view.setUint32(at + 6, table.low[entry] as number)
    }
  }
  return new Uint8Array(bytes)
}

/** Adds the entries of a row to a memtable that has none of them. */
export function decodeEntries(body: ArrayBuffer, table: Memtable): void {
  const view = new DataView(body)
  const bytes = new Uint8Array(body)
  for (let at = 0; at < body.byteLength; ) {
    const log = view.getUint16(at)
    const segment = view.getFloat64(at + 2)
    const end = at + GROUP_BYTES + view.getUint32(at + 10) * ENTRY_BYTES
    for (at += GROUP_BYTES; at < end; at += ENTRY_BYTES) {
      const position = view.getUint16(at)
      table.insert(readWord(bytes, at + 2), readWord(bytes, at + 6), { log, segment, position })
    }
  }
}

const GROUP_BYTES = 14
const ENTRY_BYTES = 10

function groupStarts(table: Memtable, from: number, to: number): number[] {
  const starts: number[] = []
  for (let entry = from; entry < to; entry++) {
    const same =
      entry > from &&
      table.segment[entry] === table.segment[entry - 1] &&
      table.log[entry] === table.log[entry - 1]
    if (!same) starts.push(entry)
  }
  return starts
}
