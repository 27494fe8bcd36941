import { countLines, eachLine, type LineRanges, pushRange } from './line-ranges.ts'

/** Records of one log: its lowest segment that may still be appended, and positions by segment. */
export interface KnownLog {
  low: number
  segments: [segment: number, positions: LineRanges][]
}

/**
 * Which records (log, segment, position) have been appended, so that an append repeated after a crash
 * in the pipeline changes nothing. What lies below a log's `low` is never appended again and forgotten.
 */
export class KnownRecords {
  private readonly logs = new Map<string, { low: number; segments: Map<number, Set<number>> }>()

  raiseLow(log: string, low: number): void {
    const known = this.log(log)
    if (low <= known.low) return
    known.low = low
    for (const segment of known.segments.keys()) if (segment < low) known.segments.delete(segment)
  }

  /** True when it was new. A record below `low` counts as known: its segment is done with. */
  add(log: string, segment: number, position: number): boolean {
    const known = this.log(log)
    if (segment < known.low) return false
    let positions = known.segments.get(segment)
    if (!positions) {
      positions = new Set()
      known.segments.set(segment, positions)
    }
    if (positions.has(position)) return false
    positions.add(position)
    return true
  }

  has(log: string, segment: number, position: number): boolean {
    const known = this.log(log)
    return segment < known.low || known.segments.get(segment)?.has(position) === true
  }

  /** What has to be kept of a log when the rows that say so are dropped. */
  export(log: string): KnownLog {
    const known = this.log(log)
    const segments = [...known.segments].map(([segment, positions]): [number, number[]] => {
      const ranges: number[] = []
      for (const position of [...positions].sort((a, b) => a - b)) pushRange(ranges, position, 1)
      return [segment, ranges]
    })
    return { low: known.low, segments }
  }

  import(log: string, { low, segments }: KnownLog): void {
    this.raiseLow(log, low)
    for (const [segment, ranges] of segments) {
      if (countLines(ranges) === 0) continue
      for (const position of eachLine(ranges)) this.add(log, segment, position)
    }
  }

  private log(name: string) {
    let known = this.logs.get(name)
    if (!known) {
      known = { low: 0, segments: new Map() }
      this.logs.set(name, known)
    }
    return known
  }
}
