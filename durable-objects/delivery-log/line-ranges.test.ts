import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countLines, eachLine, intersect, splitRanges, subtract, toRanges } from './line-ranges.ts'

const anySet = fc.uniqueArray(fc.nat(40)).map((lines) => lines.sort((a, b) => a - b))
const rangesOf = (lines: readonly number[]) => toRanges(lines.map((line) => [line, 1] as const))
const linesOf = (ranges: readonly number[]) => [...eachLine(ranges)]

describe('line ranges', () => {
  it('join lines that touch', () => {
    expect(rangesOf([1, 2, 3, 7])).toEqual([1, 3, 7, 1])
  })

  it('behave like sets of numbers, for any sets', () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        const [x, y] = [rangesOf(a), rangesOf(b)]
        expect(linesOf(x)).toEqual(a)
        expect(countLines(x)).toBe(a.length)
        expect(linesOf(intersect(x, y))).toEqual(a.filter((line) => b.includes(line)))
        expect(linesOf(subtract(x, y))).toEqual(a.filter((line) => !b.includes(line)))
      }),
    )
  })

  it('split after any number of lines', () => {
    fc.assert(
      fc.property(anySet, fc.nat(45), (a, count) => {
        const [head, tail] = splitRanges(rangesOf(a), count)
        expect(linesOf(head)).toEqual(a.slice(0, count))
        expect(linesOf(tail)).toEqual(a.slice(count))
      }),
    )
  })
})
