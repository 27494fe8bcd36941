/**
 * A set of line numbers: sorted, disjoint ranges as `[from, count, from, count, ...]`. The lines of a
 * block nearly always stand and fall together, so a set is nearly always one range.
 */
export type LineRanges = readonly number[]

export function countLines(ranges: LineRanges): number {
  let count = 0
  for (let i = 1; i < ranges.length; i += 2) count += ranges[i] as number
  return count
}

export function* eachLine(ranges: LineRanges): Generator<number> {
  for (let i = 0; i < ranges.length; i += 2) {
    const from = ranges[i] as number
    for (let n = 0; n < (ranges[i + 1] as number); n++) yield from + n
  }
}

/** Adds a range behind all others, joining it to the last one where they touch. */
export function pushRange(ranges: number[], from: number, count: number): void {
  if (count <= 0) return
  const last = ranges.length - 2
  if (last >= 0 && (ranges[last] as number) + (ranges[last + 1] as number) === from) {
    ranges[last + 1] = (ranges[last + 1] as number) + count
  } else ranges.push(from, count)
}

/** Ranges of any order, which may touch but not overlap, as a set. */
export function toRanges(pairs: readonly (readonly [from: number, count: number])[]): number[] {
  const ranges: number[] = []
  for (const [from, count] of [...pairs].sort((a, b) => a[0] - b[0])) pushRange(ranges, from, count)
  return ranges
}

export function intersect(a: LineRanges, b: LineRanges): number[] {
  const both: number[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const aEnd = (a[i] as number) + (a[i + 1] as number)
    const bEnd = (b[j] as number) + (b[j + 1] as number)
    const from = Math.max(a[i] as number, b[j] as number)
    pushRange(both, from, Math.min(aEnd, bEnd) - from)
    if (aEnd <= bEnd) i += 2
    else j += 2
  }
  return both
}

/** What is in `a` and not in `b`. */
export function subtract(a: LineRanges, b: LineRanges): number[] {
  const rest: number[] = []
  let j = 0
  for (let i = 0; i < a.length; i += 2) {
    let from = a[i] as number
    const end = from + (a[i + 1] as number)
    while (j < b.length && (b[j] as number) + (b[j + 1] as number) <= from) j += 2
    for (let k = j; k < b.length && (b[k] as number) < end; k += 2) {
      pushRange(rest, from, (b[k] as number) - from)
      from = Math.max(from, (b[k] as number) + (b[k + 1] as number))
    }
    pushRange(rest, from, end - from)
  }
  return rest
}

/** The first `count` lines, and the rest. */
export function splitRanges(ranges: LineRanges, count: number): [number[], number[]] {
  const head: number[] = []
  const tail: number[] = []
  let room = count
  for (let i = 0; i < ranges.length; i += 2) {
    const from = ranges[i] as number
    const size = ranges[i + 1] as number
    const taken = Math.min(room, size)
    pushRange(head, from, taken)
    pushRange(tail, from + taken, size - taken)
    room -= taken
  }
  return [head, tail]
}
