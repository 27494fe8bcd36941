import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BloomFilter } from './bloom.ts'

const word = fc.integer({ min: 0, max: 0xffff_ffff })

describe('BloomFilter', () => {
  it('never denies an id that was added', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word)), (ids) => {
        const filter = BloomFilter.forIds(ids.length)
        for (const [high, low] of ids) filter.add(high, low)
        for (const [high, low] of ids) expect(filter.mayHave(high, low)).toBe(true)
      }),
    )
  })

  it('lets less than one unknown id in 300 pass when it is full', () => {
    const random = generator(1)
    const filter = BloomFilter.forIds(50_000)
    for (let i = 0; i < 50_000; i++) filter.add(random(), random())
    let passed = 0
    for (let i = 0; i < 100_000; i++) if (filter.mayHave(random(), random())) passed++
    expect(passed).toBeLessThan(333)
  })

  it('filters as well when all low words end in the same bits, as those of one shard may', () => {
    const random = generator(2)
    const low = () => ((random() & 0xffff_ff00) | 3) >>> 0
    const filter = BloomFilter.forIds(50_000)
    for (let i = 0; i < 50_000; i++) filter.add(random(), low())
    let passed = 0
    for (let i = 0; i < 100_000; i++) if (filter.mayHave(random(), low())) passed++
    expect(passed).toBeLessThan(333)
  })

  it('takes 16 bits an id', () => {
    expect(BloomFilter.forIds(262_144).words.byteLength).toBe(524_288)
  })

  it('is the same filter when read back from its words', () => {
    const filter = BloomFilter.forIds(10)
    filter.add(0xffff_ffff, 7)
    const copy = new BloomFilter(filter.words.slice())
    expect(copy.mayHave(0xffff_ffff, 7)).toBe(true)
  })

  it('refuses words that are no filter', () => {
    expect(() => new BloomFilter(new Uint32Array(0))).toThrow(RangeError)
    expect(() => new BloomFilter(new Uint32Array(9))).toThrow(RangeError)
  })
})

/** Numbers that are spread like hashes, and the same in every run (xorshift32). */
function generator(seed: number): () => number {
  let state = seed * 0x9e3779b1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return Math.imul(state, 0x85ebca6b) >>> 0
  }
}
