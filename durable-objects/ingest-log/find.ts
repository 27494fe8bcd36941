import type {
  FoundRecord,
  LiveRecord,
  LiveSearch,
  RecordPlace,
} from '../../worker/messages/find-rpc.ts'
import { unpack } from '../../worker/messages/packed.ts'
import { parseRecord } from '../../worker/messages/record.ts'
import type { Verdict } from '../../worker/messages/verdict.ts'
import type { Generations, LiveGeneration } from './generations.ts'
import type { LogStore } from './store.ts'

export interface FindDeps {
  generations: Generations
  store: LogStore
  /** What the last failed run of a segment said; empty when nothing is known. */
  lastError(segment: number): string
}

/** What the tables, or the notes on those that were dropped, know of one record. */
export function findRecord(deps: FindDeps, place: RecordPlace): FoundRecord | null {
  for (const generation of deps.generations.live.values()) {
    const segment = generation.segments.get(place.segment)
    if (segment === undefined) continue
    if (place.position >= segment.count) return null
    const line = deps.store.body(generation.id, segment.id).split('\n')[place.position]
    return line === undefined ? null : liveRecord(deps, generation, place, line)
  }
  const keys = deps.store.archiveKeysOf(place.segment)
  return keys.length === 0 ? null : { kept: 'archive', keys }
}

/** Newest first. A scan of the live tables' text, which is bounded by what a generation holds. */
export function searchLive(deps: FindDeps, { messageId, sourceIds, limit }: LiveSearch) {
  const sources = new Set(sourceIds)
  const needle = JSON.stringify(messageId)
  const found: LiveRecord[] = []
  for (const generation of [...deps.generations.live.values()].reverse()) {
    for (const segment of deps.store.segmentsWith(generation.id, needle)) {
      // A segment that was moved leaves a copy behind.
      if (!generation.segments.has(segment)) continue
      const lines = deps.store.body(generation.id, segment).split('\n')
      for (const [position, line] of [...lines.entries()].reverse()) {
        if (!line.includes(needle) || !isWanted(line, sources, messageId)) continue
        found.push(liveRecord(deps, generation, { segment, position }, line))
        if (found.length >= limit) return found
      }
    }
  }
  return found
}

function isWanted(line: string, sources: ReadonlySet<string>, messageId: string): boolean {
  const { sourceId, json } = parseRecord(line)
  if (!sources.has(sourceId)) return false
  return (JSON.parse(json) as { messageId?: unknown }).messageId === messageId
}

function liveRecord(
  { store, lastError }: FindDeps,
  generation: LiveGeneration,
  { segment, position }: RecordPlace,
  line: string,
): LiveRecord {
  const verdict = verdictOf(store, generation.id, { segment, position })
  const failure = verdict
    ? undefined
    : store
        .failures()
        .find((unit) => unit.segment === segment && isWithin(unit.first, unit.count, position))
  return {
    kept: 'log',
    segment,
    position,
    line,
    verdict,
    failedRuns: failure?.runs ?? 0,
    lastError: verdict ? '' : lastError(segment),
  }
}

function verdictOf(store: LogStore, generation: number, place: RecordPlace): Verdict | null {
  const ack = store
    .acksOf(generation, place.segment)
    .find(({ first, count }) => isWithin(first, count, place.position))
  return ack ? (unpack(ack.verdicts)[place.position - ack.first] ?? null) : null
}

const isWithin = (first: number, count: number, position: number): boolean =>
  position >= first && position < first + count
