import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pack, unpack } from './packed.ts'

describe('pack', () => {
  it('stores a value shared by every event once', () => {
    expect(pack(['a', 'a', 'a', 'b', 'a'])).toEqual({
      values: ['a', 'b'],
      runs: [0, 3, 1, 1, 0, 1],
    })
  })

  it('gives back what went in, for any list', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom('x', 'y'), fc.record({ a: fc.integer() }))),
        (items) => {
          expect(unpack(pack(items))).toEqual(items)
        },
      ),
    )
  })
})
