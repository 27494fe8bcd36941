import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Appended, packSegments } from './pack.ts'

const append = (lines: string[], overrides: Partial<Appended> = {}): Appended => ({
  sourceId: 'src_a',
  hour: '2026-11-23T17',
  receivedAt: '2026-11-23T17:00:01.000Z',
  version: 1,
  body: lines.join('\n'),
  count: lines.length,
  ...overrides,
})

const second = (n: number) => `2026-11-23T17:00:0${n}.000Z`
const span = (from: number, to: number) => ({ first: second(from), last: second(to) })

describe('packSegments', () => {
  it('puts small appends of several sources into one row and counts each source', () => {
    const [segment, ...rest] = packSegments(
      [
        append(['a', 'b']),
        append(['c'], { sourceId: 'src_b', version: 7 }),
        append(['d'], { receivedAt: second(3) }),
      ],
      100,
    )
    expect(rest).toEqual([])
    expect(segment).toEqual({
      version: 7,
      body: 'a\nb\nc\nd',
      count: 4,
      received: [
        { sourceId: 'src_a', hour: '2026-11-23T17', count: 3, ...span(1, 3) },
        { sourceId: 'src_b', hour: '2026-11-23T17', count: 1, ...span(1, 1) },
      ],
    })
  })

  it('cuts a large append at line ends', () => {
    const segments = packSegments([append(['aaaa', 'bbbb', 'cccc'])], 10)
    expect(segments.map((s) => [s.body, s.count])).toEqual([
      ['aaaa\nbbbb', 2],
      ['cccc', 1],
    ])
  })

  it('gives a line longer than a row a row of its own', () => {
    const segments = packSegments([append(['a', 'b'.repeat(50), 'c'])], 10)
    expect(segments.map((s) => s.count)).toEqual([1, 1, 1])
  })

  it('loses, doubles and reorders nothing, and keeps rows in bounds, for any appends', () => {
    const line = fc.string({ minLength: 1, maxLength: 30 }).map((s) => s.replaceAll('\n', '_'))
    const anyAppend = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('src_a', 'src_b'), fc.nat(3))
      .map(([lines, sourceId, version]) => append(lines, { sourceId, version }))
    fc.assert(
      fc.property(fc.array(anyAppend), fc.integer({ min: 5, max: 80 }), (appends, maxChars) => {
        const segments = packSegments(appends, maxChars)
        const linesIn = appends.filter((a) => a.count > 0).flatMap((a) => a.body.split('\n'))
        expect(segments.flatMap((s) => s.body.split('\n'))).toEqual(linesIn)
        for (const s of segments) {
          expect(s.body.split('\n')).toHaveLength(s.count)
          expect(s.received.reduce((n, r) => n + r.count, 0)).toBe(s.count)
          if (s.count > 1) expect(s.body.length).toBeLessThanOrEqual(maxChars)
        }
      }),
    )
  })
})
