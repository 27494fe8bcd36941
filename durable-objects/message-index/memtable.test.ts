import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Memtable } from './memtable.ts'
import { decodeEntries, encodeEntries } from './wal.ts'

/** Few distinct words, so that equal ones meet. */
const word = fc.oneof(
  fc.integer({ min: 0, max: 0xffff_ffff }),
  fc.constantFrom(0, 1, 0x8000_0000, 0xffff_ffff),
)
const entry = fc.record({
  high: word,
  low: word,
  log: fc.integer({ min: 0, max: 0xffff }),
  segment: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  position: fc.integer({ min: 0, max: 0xffff }),
})
const entries = fc.uniqueArray(entry, { selector: (e) => `${e.high} ${e.low}`, maxLength: 200 })

const tableOf = (list: readonly (typeof entry extends fc.Arbitrary<infer E> ? E : never)[]) => {
  const table = new Memtable(2)
  for (const { high, low, ...locator } of list) table.insert(high, low, locator)
  return table
}

describe('Memtable', () => {
  it('finds what was inserted and nothing else, growing as needed', () => {
    fc.assert(
      fc.property(entries, entry, (list, other) => {
        const table = tableOf(list)
        expect(table.size).toBe(list.length)
        for (const { high, low, ...locator } of list) {
          expect(table.locatorAt(table.find(high, low))).toEqual(locator)
        }
        const known = list.some((e) => e.high === other.high && e.low === other.low)
        expect(table.find(other.high, other.low) >= 0).toBe(known)
      }),
    )
  })

  it('sorts by high word, then by low word', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const table = tableOf(list)
        const sorted = [...table.sorted()].map((i) => [table.high[i], table.low[i]])
        const expected = list
          .map((e) => [e.high, e.low] as [number, number])
          .sort((a, b) => a[0] - b[0] || a[1] - b[1])
        expect(sorted).toEqual(expected)
      }),
    )
  })
})

describe('the write-ahead log', () => {
  it('gives back any range of entries', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.nat(), (list, a, b) => {
        const from = a % (list.length + 1)
        const to = from + (b % (list.length - from + 1))
        const copy = new Memtable()
        decodeEntries(encodeEntries(tableOf(list), from, to).buffer, copy)
        expect(copy.size).toBe(to - from)
        for (const { high, low, ...locator } of list.slice(from, to)) {
          expect(copy.locatorAt(copy.find(high, low))).toEqual(locator)
        }
      }),
    )
  })

  it('takes ten bytes an id of the same segment', () => {
    const same = { log: 1, segment: 7 }
    const list = [0, 1, 2].map((position) => ({ high: position, low: 0, position, ...same }))
    expect(encodeEntries(tableOf(list), 0, 3).byteLength).toBe(14 + 3 * 10)
  })
})
