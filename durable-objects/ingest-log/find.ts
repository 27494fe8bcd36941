import type {
  FoundRecord,
  LiveRecord,
  LiveSearch,
  LiveSearchAnswer,
  RecordPlace,
} from '../../worker/messages/find-rpc.ts'
import { unpack } from '../../worker/messages/packed.ts'
import { parseRecord } from '../../worker/messages/record.ts'
import type { Verdict } from '../../worker/messages/verdict.ts'
import type { Generations, LiveGeneration } from './generations.ts'
import type { LogStore } from './store.ts'

/** Text of the tables that one search goes through, on the log's own thread. */
export const MAX_SEARCHED_CHARS = 24_000_000

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

/** Newest first. A scan of the live tables' text, as far back as one search may go. */
export function searchLive(
  deps: FindDeps,
  { messageId, sourceIds, limit }: LiveSearch,
): LiveSearchAnswer {
  const sources = new Set(sourceIds)
  // As collect writes it: the bare id may be a word that every event has.
  const needle = `"messageId":${JSON.stringify(messageId)}`
  const found: LiveRecord[] = []
  let left = MAX_SEARCHED_CHARS
  let partial = false
  for (const generation of [...deps.generations.live.values()].reverse()) {
    const reach = reachOf(generation, left)
    left -= reach.chars
    partial ||= reach.partial
    for (const segment of deps.store.segmentsWith(generation.id, needle, reach.from)) {
      // A segment that was moved leaves a copy behind.
      if (!generation.segments.has(segment)) continue
      const lines = deps.store.body(generation.id, segment).split('\n')
      for (const [position, line] of [...lines.entries()].reverse()) {
        if (!line.includes(needle) || !isWanted(line, sources, messageId)) continue
        found.push(liveRecord(deps, generation, { segment, position }, line))
        if (found.length >= limit) return { records: found, partial }
      }
    }
  }
  return { records: found, partial }
}

/** The oldest segment of a generation that a search still comes to, and the text of it and all newer. */
function reachOf(
  { segments }: LiveGeneration,
  maxChars: number,
): { from: number; chars: number; partial: boolean } {
  let from = Number.MAX_SAFE_INTEGER
  let chars = 0
  for (const segment of [...segments.values()].sort((a, b) => b.id - a.id)) {
    // Nor to anything older.
    if (chars + segment.chars > maxChars) return { from, chars: maxChars, partial: true }
    from = segment.id
    chars += segment.chars
  }
  return { from, chars, partial: false }
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
