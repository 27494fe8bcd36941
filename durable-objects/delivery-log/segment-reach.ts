/** More would be memory and rows for nothing: a reach may be wider than what it stands for. */
const MAX_RANGES = 32

type Range = [from: number, to: number]

/** As stored: log -> inclusive ranges of segments. */
export type StoredReach = Record<string, Range[]>

/**
 * Which segments of which logs something holds records of, kept small: it never denies one that was
 * added, and may allow some that lie between those.
 */
export class SegmentReach {
  private readonly logs = new Map<string, Range[]>()

  add(log: string, segment: number): void {
    let ranges = this.logs.get(log)
    if (ranges === undefined) {
      ranges = []
      this.logs.set(log, ranges)
    }
    // Segments nearly always come in order, so the place is nearly always the end.
    let at = ranges.length
    while (at > 0 && (ranges[at - 1] as Range)[0] > segment) at--
    const before = ranges[at - 1]
    if (before && segment <= before[1]) return
    if (before && segment === before[1] + 1) before[1] = segment
    else ranges.splice(at, 0, [segment, segment])
    if (ranges.length > MAX_RANGES) joinNearest(ranges)
  }

  covers(log: string, segment: number): boolean {
    return this.logs.get(log)?.some(([from, to]) => segment >= from && segment <= to) === true
  }

  export(): StoredReach {
    return Object.fromEntries(this.logs)
  }
}

export const reaches = (stored: StoredReach, log: string, segment: number): boolean =>
  stored[log]?.some(([from, to]) => segment >= from && segment <= to) === true

function joinNearest(ranges: Range[]): void {
  let nearest = 0
  let gap = Number.POSITIVE_INFINITY
  for (let i = 0; i + 1 < ranges.length; i++) {
    const size = (ranges[i + 1] as Range)[0] - (ranges[i] as Range)[1]
    if (size < gap) [nearest, gap] = [i, size]
  }
  const [, to] = ranges[nearest + 1] as Range
  ;(ranges[nearest] as Range)[1] = to
  ranges.splice(nearest + 1, 1)
}
