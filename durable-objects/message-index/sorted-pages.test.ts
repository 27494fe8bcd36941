import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Memtable } from './memtable.ts'
import { buildPages, Fences, Page } from './sorted-pages.ts'

const word = fc.oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 5, max: 9 }))
const entriesOf = (log: fc.Arbitrary<number>, segment: fc.Arbitrary<number>) =>
  fc.uniqueArray(
    fc.record({
      high: word,
      low: word,
      log,
      segment,
      position: fc.integer({ min: 0, max: 0xffff }),
    }),
    { selector: (e) => `${e.high} ${e.low}`, minLength: 1, maxLength: 100 },
  )
const anyEntries = fc.oneof(
  entriesOf(fc.constant(3), fc.integer({ min: 0, max: 1000 })),
  entriesOf(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 1000 })),
  entriesOf(fc.constant(3), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
  entriesOf(fc.constantFrom(1, 2), fc.constantFrom(5, 2 ** 32 + 4, 2 ** 32 + 5, 2 ** 40)),
)

function runOf(
  list: readonly { high: number; low: number; log: number; segment: number; position: number }[],
  pageIds: number,
) {
  const table = new Memtable()
  for (const { high, low, ...locator } of list) table.insert(high, low, locator)
  const pages = [...buildPages(table, pageIds)]
  const fences = new Fences(Uint32Array.from(pages.flatMap((page) => [page.high, page.low])))
  const find = (high: number, low: number) => {
    const page = pages[fences.pageOf(high, low)]
    return page === undefined ? null : new Page(page.body.buffer).find(high, low)
  }
  return { pages, find }
}

describe('a sorted run', () => {
  it('finds every id with its locator, and no other id, whatever the page size', () => {
    fc.assert(
      fc.property(anyEntries, fc.integer({ min: 1, max: 40 }), word, word, (list, size, h, l) => {
        const run = runOf(list, size)
        for (const { high, low, ...locator } of list) expect(run.find(high, low)).toEqual(locator)
        const known = list.some((e) => e.high === h && e.low === l)
        expect(run.find(h, l) !== null).toBe(known)
      }),
    )
  })

  const many = (log: (i: number) => number, segment: (i: number) => number) =>
    Array.from({ length: 4096 }, (_, i) => ({
      high: i * 7919,
      low: i,
      log: log(i),
      segment: segment(i),
      position: i,
    }))
  const bytesPerId = (list: ReturnType<typeof many>) =>
    (runOf(list, 4096).pages[0]?.body.byteLength ?? 0) / list.length

  it('takes 14 bytes an id when all come from one log', () => {
    expect(
      bytesPerId(
        many(
          () => 0,
          (i) => i,
        ),
      ),
    ).toBeCloseTo(14, 1)
  })

  it('takes 16 bytes an id with several logs', () => {
    expect(
      bytesPerId(
        many(
          (i) => i % 3,
          (i) => i,
        ),
      ),
    ).toBeCloseTo(16, 1)
  })

  it('keeps segment numbers that differ by more than 32 bits', () => {
    const run = runOf(
      many(
        () => 0,
        (i) => i * 2 ** 33,
      ),
      4096,
    )
    expect(run.find(100 * 7919, 100)?.segment).toBe(100 * 2 ** 33)
  })

  it('refuses a page that was cut', () => {
    const body = runOf(
      many(
        () => 0,
        (i) => i,
      ),
      4096,
    ).pages[0]?.body.buffer.slice(0, 500)
    expect(() => new Page(body ?? new ArrayBuffer(24))).toThrow(/wrong length/)
  })
})
