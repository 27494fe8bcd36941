import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reaches, SegmentReach } from './segment-reach.ts'

describe('the reach of a generation', () => {
  it('covers every segment that was added, in whatever order, and stays small', () => {
    void fc.assert(
      fc.property(fc.array(fc.nat(5000), { maxLength: 300 }), (segments) => {
        const reach = new SegmentReach()
        for (const segment of segments) reach.add('enam-0', segment)
        const stored = reach.export()
        for (const segment of segments) {
          expect(reach.covers('enam-0', segment)).toBe(true)
          expect(reaches(stored, 'enam-0', segment)).toBe(true)
        }
        const ranges = stored['enam-0'] ?? []
        expect(ranges.length).toBeLessThanOrEqual(32)
        for (const [index, [from, to]] of ranges.entries()) {
          expect(from).toBeLessThanOrEqual(to)
          expect(ranges[index + 1]?.[0] ?? Infinity).toBeGreaterThan(to)
        }
      }),
    )
  })

  it('is exact while few ranges do', () => {
    const reach = new SegmentReach()
    for (const segment of [1, 2, 3, 7, 9, 8]) reach.add('enam-0', segment)
    expect([0, 1, 3, 4, 6, 7, 9, 10].filter((n) => reach.covers('enam-0', n))).toEqual([1, 3, 7, 9])
    expect(reach.covers('weur-0', 1)).toBe(false)
  })
})
