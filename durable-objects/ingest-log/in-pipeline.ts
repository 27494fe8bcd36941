import { hourOf } from '../../worker/domain/books.ts'
import { parseRecord } from '../../worker/messages/record.ts'
import type { Unit } from '../outbox/work-queue.ts'
import type { Generations, LiveSegment } from './generations.ts'
import type { LogStore } from './store.ts'

/** The units that are not acknowledged, as they were when the object last ran. */
export function restoreUnits(generations: Generations, store: LogStore): Unit[] {
  const failures = Map.groupBy(store.failures(), (unit) => unit.segment)
  const units: Unit[] = []
  for (const segment of generations.unacked.values()) {
    const failed = failures.get(segment.id)
    if (!failed) {
      units.push({
        segment: segment.id,
        first: 0,
        count: segment.count,
        chars: segment.chars,
        runs: 0,
      })
      continue
    }
    const acked = store.ackedUnits(segment.generation, segment.id)
    for (const unit of failed) {
      if (!acked.has(unit.first)) units.push({ ...unit, chars: segment.chars })
    }
  }
  return units
}

/** Records without a verdict, per hour and source. */
export function inPipelineCounts(
  generations: Generations,
  store: LogStore,
): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>()
  const add = (hour: string, sourceId: string, count: number) => {
    const sources = counts.get(hour) ?? new Map<string, number>()
    counts.set(hour, sources)
    sources.set(sourceId, (sources.get(sourceId) ?? 0) + count)
  }
  for (const segment of generations.unacked.values()) {
    if (segment.acked === 0) {
      for (const { hour, sourceId, count } of segment.received) add(hour, sourceId, count)
    } else {
      for (const line of unackedLines(segment, store)) {
        const { sourceId, receivedAt } = parseRecord(line)
        add(hourOf(receivedAt), sourceId, 1)
      }
    }
  }
  return counts
}

/** Only for a segment that is being narrowed down: some of its units are done, some are not. */
function unackedLines(segment: LiveSegment, store: LogStore): string[] {
  const acked = store.ackedUnits(segment.generation, segment.id)
  const done = new Set<number>()
  for (const [first, count] of acked) for (let i = 0; i < count; i++) done.add(first + i)
  return store
    .body(segment.generation, segment.id)
    .split('\n')
    .filter((_, position) => !done.has(position))
}
