/**
 * A split-block Bloom filter (the layout that Parquet uses): each id sets one bit in each of the
 * eight words of one 32-byte block. A look-up touches a single cache line, which is what counts when
 * every new id is asked of every run. At 16 bits an id about one unknown id in 700 is answered "maybe".
 *
 * Ids are uniform already, so the block comes from the high word and the bits from the low one.
 */
export class BloomFilter {
  readonly words: Uint32Array
  readonly #blocks: number

  /** @param words as read back from storage; its length is a multiple of 8. */
  constructor(words: Uint32Array) {
    if (words.length === 0 || words.length % BLOCK_WORDS !== 0) {
      throw new RangeError(`a Bloom filter of ${words.length} words`)
    }
    this.words = words
    this.#blocks = words.length / BLOCK_WORDS
  }

  static forIds(count: number, bitsPerId = 16): BloomFilter {
    const blocks = Math.max(1, Math.ceil((count * bitsPerId) / (BLOCK_WORDS * 32)))
    return new BloomFilter(new Uint32Array(blocks * BLOCK_WORDS))
  }

  add(high: number, low: number): void {
    const block = this.#blockOf(high)
    for (let i = 0; i < BLOCK_WORDS; i++) {
      const at = block + i
      this.words[at] = (this.words[at] as number) | bit(low, i)
    }
  }

  /** False means certainly not added; true means probably added. */
  mayHave(high: number, low: number): boolean {
    const block = this.#blockOf(high)
    for (let i = 0; i < BLOCK_WORDS; i++) {
      if (((this.words[block + i] as number) & bit(low, i)) === 0) return false
    }
    return true
  }

  #blockOf(high: number): number {
    return Math.floor((high / 0x1_0000_0000) * this.#blocks) * BLOCK_WORDS
  }
}

const BLOCK_WORDS = 8

/** Odd multipliers, one per word, so that the eight bits of an id are independent enough. */
const SALTS = new Int32Array([
  0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1, 0xd3a2646d, 0xfd7046c5, 0xb55a4f09,
])

const bit = (low: number, word: number): number =>
  1 << (Math.imul(low, SALTS[word] as number) >>> 27)
