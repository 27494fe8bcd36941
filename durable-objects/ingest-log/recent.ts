import { acceptIdOf, archivePrefix, parseAcceptId } from '../../worker/archive/object-key.ts'
import { readArchiveLine } from '../../worker/archive/read-line.ts'
import { buildLiveEvent, type LiveRecord } from '../../worker/domain/live/build-live-event.ts'
import type { LiveEvent } from '../../worker/domain/live/live-event.ts'
import { compileFilter, mayMatch } from '../../worker/domain/live/live-filter.ts'
import { compareLive } from '../../worker/domain/live/merge-live.ts'
import type { RecentEvents, RecentRequest } from '../../worker/messages/live-rpc.ts'
import { unpack } from '../../worker/messages/packed.ts'
import { parseRecord } from '../../worker/messages/record.ts'
import type { Verdict } from '../../worker/messages/verdict.ts'
import type { Generations, LiveGeneration } from './generations.ts'
import type { LogStore } from './store.ts'

export const MAX_RECENT = 500
/** Text of the tables that one request goes through. */
const MAX_LIVE_CHARS = 24_000_000
/** An object is a generation's text, up to 8 MB, so it is only one at a time. */
const MAX_ARCHIVE_OBJECTS = 8
/** Text of one object. After an outage one may have hundreds of megabytes: more than fits in memory. */
const MAX_ARCHIVE_BYTES = 16_000_000
/** Rows of the list of archived generations that one request looks at. */
const MAX_ARCHIVED_ROWS = 1000
/** An answer crosses an RPC, and the monitor keeps it in memory. */
const MAX_ANSWER_CHARS = 8_000_000
const LINES_A_STEP = 200

interface ArchiveObject {
  body: ReadableStream
  customMetadata?: Record<string, string>
}

export interface RecentDeps {
  log: string
  generations: Generations
  store: LogStore
  archive: { get(key: string): Promise<ArchiveObject | null> }
  /** Lets others have their turn: an append must not wait for a search. */
  pause(): Promise<void>
}

/**
 * The newest events of a source that fit: first from the tables, those of the pipeline included, then
 * from the newest archive objects. Bounded in all it reads, and in steps.
 */
export async function recentEvents(
  deps: RecentDeps,
  request: RecentRequest,
): Promise<RecentEvents> {
  const search = new Search(request)
  const live = await searchTables(deps, search)
  if (live === 'more' || search.full) return search.answer('more')
  return search.answer(await searchArchive(deps, search))
}

/** Whether there may be something older. */
type Rest = 'more' | 'nothing'

/** What one request looks for, and has found so far. */
class Search {
  readonly sourceId: string
  readonly only: ReadonlySet<string> | null
  readonly segments: ReadonlySet<number> | null
  private readonly filter: NonNullable<RecentRequest['filter']>
  private readonly fits: (event: LiveEvent) => boolean
  private readonly limit: number
  private readonly found = new Map<string, LiveEvent>()
  private chars = 0
  private oldestSeen = ''
  private skipped = false

  constructor({ sourceId, limit, filter = {}, only }: RecentRequest) {
    this.sourceId = sourceId
    this.filter = filter
    this.fits = compileFilter(filter)
    this.limit = Math.max(0, Math.min(limit, MAX_RECENT))
    this.only = only === undefined ? null : new Set(only)
    this.segments =
      only === undefined ? null : new Set(only.map((id) => parseAcceptId(id)?.segment ?? -1))
  }

  get full(): boolean {
    return this.found.size >= this.limit || this.chars >= MAX_ANSWER_CHARS
  }

  /** A quick look at the text; see `mayMatch`. */
  mayFit = (json: string): boolean => mayMatch(json, this.filter)

  wants = (acceptId: string): boolean => this.only === null || this.only.has(acceptId)

  saw(receivedAt: string): void {
    if (receivedAt === '' || this.skipped) return
    if (this.oldestSeen === '' || receivedAt < this.oldestSeen) this.oldestSeen = receivedAt
  }

  /** From here on into the past something may be missing, whatever else is found. */
  skip(newest: string): void {
    if (!this.skipped) this.oldestSeen = newest || this.oldestSeen
    this.skipped = true
  }

  take(record: LiveRecord): void {
    // A generation may be archived while this goes on, and so be met twice.
    if (this.found.has(record.acceptId)) return
    const event = buildLiveEvent(record)
    if (event === null || !this.fits(event)) return
    this.found.set(event.acceptId, event)
    this.chars += event.json?.length ?? 0
  }

  answer(rest: Rest): RecentEvents {
    const events = [...this.found.values()].sort(compareLive).slice(0, this.limit)
    return { events, since: rest === 'nothing' ? null : this.oldestSeen || null }
  }
}

async function searchTables(deps: RecentDeps, search: Search): Promise<Rest> {
  const { generations } = deps
  let chars = 0
  for (const { id: generationId } of [...generations.live.values()].reverse()) {
    const generation = generations.live.get(generationId)
    if (generation === undefined) continue
    const verdicts = verdictsOf(deps.store, generation)
    for (const segment of segmentsOf(generation, search)) {
      if (search.full || chars >= MAX_LIVE_CHARS) return 'more'
      // Dropped, or moved on, while others had their turn: then it is met where it is now.
      if (!generations.live.has(generationId)) break
      if (!generation.segments.has(segment)) continue
      const body = deps.store.body(generationId, segment)
      chars += body.length
      searchSegment(deps.log, segment, { body, verdicts: verdicts(segment), search })
      await deps.pause()
    }
  }
  return 'nothing'
}

/** Newest first; only those that have something of the source. */
function segmentsOf(generation: LiveGeneration, search: Search): number[] {
  return [...generation.segments.values()]
    .filter(({ received }) => received.some(({ sourceId }) => sourceId === search.sourceId))
    .map(({ id }) => id)
    .filter((id) => search.segments === null || search.segments.has(id))
    .sort((a, b) => b - a)
}

/** The verdicts of a generation's segments, by position; read at once when the first is asked for. */
function verdictsOf(store: LogStore, generation: LiveGeneration) {
  let bySegment: Map<number, ReturnType<LogStore['acks']>> | null = null
  return (segment: number): Map<number, Verdict> => {
    bySegment ??= Map.groupBy(store.acks(generation.id), (ack) => ack.segment)
    const verdicts = new Map<number, Verdict>()
    for (const { first, verdicts: packed } of bySegment.get(segment) ?? []) {
      for (const [index, verdict] of unpack(packed).entries()) verdicts.set(first + index, verdict)
    }
    return verdicts
  }
}

function searchSegment(
  log: string,
  segment: number,
  { body, verdicts, search }: { body: string; verdicts: Map<number, Verdict>; search: Search },
): void {
  const lines = body.split('\n')
  for (let position = lines.length - 1; position >= 0 && !search.full; position--) {
    const { kind, sourceId, receivedAt, json } = parseRecord(lines[position] ?? '')
    if (sourceId !== search.sourceId) continue
    search.saw(receivedAt)
    const acceptId = acceptIdOf(log, segment, position)
    if (!search.wants(acceptId) || !search.mayFit(json)) continue
    search.take({
      acceptId,
      receivedAt,
      fields: JSON.parse(json) as Record<string, unknown>,
      json,
      refused: kind === 'r',
      verdict: verdicts.get(position) ?? null,
    })
  }
}

async function searchArchive(deps: RecentDeps, search: Search): Promise<Rest> {
  const { keys, more } = archiveKeys(deps.store, search)
  let skipped = false
  for (const key of keys) {
    if (search.full) return 'more'
    const object = await deps.archive.get(key)
    if (object === null) continue
    if (Number(object.customMetadata?.bytes ?? 0) > MAX_ARCHIVE_BYTES) {
      skipped = true
      search.skip(object.customMetadata?.last ?? '')
      await object.body.cancel()
      continue
    }
    const text = await new Response(object.body.pipeThrough(new DecompressionStream('gzip'))).text()
    await searchLines(text, search, deps.pause)
    if (!search.full) search.saw(object.customMetadata?.first ?? '')
  }
  return more || skipped || search.full ? 'more' : 'nothing'
}

function archiveKeys(store: LogStore, search: Search): { keys: string[]; more: boolean } {
  const isOurs = (key: string) => key.startsWith(archivePrefix(search.sourceId))
  if (search.segments !== null) {
    const keys = new Set([...search.segments].flatMap((segment) => store.archiveKeysOf(segment)))
    return { keys: [...keys].filter(isOurs).slice(0, MAX_ARCHIVE_OBJECTS), more: false }
  }
  const newest = store.archivedKeys(MAX_ARCHIVED_ROWS)
  const keys = newest.flat().filter(isOurs)
  return {
    keys: keys.slice(0, MAX_ARCHIVE_OBJECTS),
    more: keys.length > MAX_ARCHIVE_OBJECTS || newest.length === MAX_ARCHIVED_ROWS,
  }
}

/** From the end, where the newest are. */
async function searchLines(text: string, search: Search, pause: () => Promise<void>) {
  let lines = 0
  let end = text.endsWith('\n') ? text.length - 1 : text.length
  while (end > 0 && !search.full) {
    const start = text.lastIndexOf('\n', end - 1) + 1
    searchLine(text.slice(start, end), search)
    end = start - 1
    if (++lines % LINES_A_STEP === 0) await pause()
  }
}

function searchLine(text: string, search: Search): void {
  if (!search.mayFit(text)) return
  const line = readArchiveLine(text)
  search.saw(line.receivedAt)
  if (!search.wants(line.acceptId)) return
  const { acceptId, receivedAt, messageId, event, rejection, verdict } = line
  search.take({
    acceptId,
    receivedAt,
    fields: event ?? { ...rejection, messageId },
    json: event === null ? null : JSON.stringify(event),
    refused: rejection !== null,
    verdict,
  })
}
