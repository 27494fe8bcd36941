import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashShare, messageHash, messageIndexShard, writeMessageHash } from './hash.ts'

const reference = (sourceId: string, messageId: string): Uint8Array => {
  const source = Buffer.alloc(64)
  source.write(sourceId)
  const digest = createHash('sha256').update(source).update(messageId).digest()
  return new Uint8Array(digest.subarray(0, 8))
}

describe('messageHash', () => {
  it('is the head of SHA-256 over the padded source and the message id', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 20 }),
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        (sourceId, messageId) => {
          fc.pre(!messageId.includes('\u0000') && Buffer.from(sourceId).length <= 64)
          expect(messageHash(sourceId, messageId)).toEqual(reference(sourceId, messageId))
        },
      ),
    )
  })

  it('pads right at every length around the block size', () => {
    for (let length = 0; length < 200; length++) {
      const id = 'x'.repeat(length)
      expect(messageHash('src', id)).toEqual(reference('src', id))
    }
  })

  it('takes message ids of any length', () => {
    const id = 'ü'.repeat(40_000)
    expect(messageHash('src', id)).toEqual(reference('src', id))
  })

  it('keeps the same message id of two sources apart', () => {
    expect(messageHash('a', 'm')).not.toEqual(messageHash('b', 'm'))
  })

  it('cannot be fooled by moving characters between source and message id', () => {
    expect(messageHash('ab', 'c')).not.toEqual(messageHash('a', 'bc'))
  })

  it('writes at an offset and nowhere else', () => {
    const into = new Uint8Array(24)
    writeMessageHash(into, 8, 'src', 'm')
    expect(into.subarray(8, 16)).toEqual(messageHash('src', 'm'))
    expect([...into.subarray(0, 8), ...into.subarray(16)]).toEqual(new Array(16).fill(0))
  })
})

describe('hashShare', () => {
  it('is the head of SHA-256 as a share of one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const head = createHash('sha256').update(text).digest().readBigUInt64BE()
        expect(hashShare(text)).toBeCloseTo(Number(head) / 2 ** 64, 15)
      }),
    )
  })

  it('leaves the hashes of messages alone', () => {
    const before = messageHash('src', 'm')
    hashShare('something else')
    expect(messageHash('src', 'm')).toEqual(before)
  })
})

describe('messageIndexShard', () => {
  it('spreads hashes evenly', () => {
    const counts = [0, 0, 0]
    for (let i = 0; i < 3000; i++) {
      const shard = messageIndexShard(messageHash('src', `m${i}`), 0, 3)
      counts[shard] = (counts[shard] ?? 0) + 1
    }
    for (const count of counts) expect(count).toBeGreaterThan(850)
  })
})
