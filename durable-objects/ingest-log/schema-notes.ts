import { decodeNotes, encodeInPieces } from '../../worker/domain/schema/encode-notes.ts'
import {
  fullRoom,
  mergeNotes,
  type Room,
  type SourceNotes,
} from '../../worker/domain/schema/notes.ts'
import type { LiveSchema, SchemaMonitorRpc } from '../../worker/messages/schema-rpc.ts'
import { withTimeout } from '../../worker/platform/with-timeout.ts'
import type { Generations, LiveGeneration } from './generations.ts'
import { NotesCache } from './notes-cache.ts'
import { PendingNotesTable } from './pending-notes.ts'
import type { LogStore } from './store.ts'

/** A row holds 2 MB, and a character takes three bytes at most. */
const PIECE_MAX_CHARS = 400_000
/** The archive does not wait longer for a monitor. */
const DELIVER_TIMEOUT_MS = 10_000
/** Nor does the log's alarm, however many monitors hang: what is left over is kept, and offered again. */
const OFFERING_MS = 10_000
const MAX_AWAY = 2
const DELIVERIES_AT_ONCE = 8
const RETRY_MS = 30_000
const RETRIES_AT_ONCE = 200
/** Of finished generations, which an archive that is away may leave many of. */
const CACHE_MAX_CHARS = 8_000_000
/** One answer crosses an RPC, and the monitor has those of all logs in memory at once. */
const ANSWER_MAX_CHARS = 4_000_000
/** Rounds of reading that may be spoilt by segments that move in between. */
const READ_TRIES = 3
/** Older than any count that a monitor would still show. */
const KEPT_MS = 35 * 24 * 3_600_000

export interface SchemaNotesDeps {
  log: string
  sql: SqlStorage
  store: Pick<LogStore, 'acks'>
  generations: Pick<Generations, 'live' | 'moves'>
  monitor(sourceId: string): Pick<SchemaMonitorRpc, 'takeSchema'>
  now(): number
  /** Lets others have their turn: an append must not wait for all generations to be read. */
  pause(): Promise<void>
}

/**
 * What the acknowledgements of a log say of the schema of its sources. The rows of the acknowledgements
 * are the only place that has it, so it survives a restart and moves along with a straggler; what is
 * held in memory is a bounded copy. The notes of a finished generation never change any more: they are delivered to
 * the sources' monitors under its number, which take each number once. What a monitor does not take
 * is kept when the generation goes, and offered again.
 */
export class SchemaNotes {
  private readonly deps: SchemaNotesDeps
  private readonly pending: PendingNotesTable
  /** Of finished generations: what their sources' monitors have not taken yet. */
  private readonly undelivered = new Map<number, Map<string, string[]>>()
  private readonly cache = new NotesCache(CACHE_MAX_CHARS)
  /** Questions under way: who asks the same meanwhile gets the same answer. */
  private readonly asked = new Map<string, Promise<LiveSchema>>()
  private retryAt: number | null
  private retrying = false
  /** Sources whose monitors did not answer the last time: their turn is after the others'. */
  private away = new Set<string>()

  constructor(deps: SchemaNotesDeps) {
    this.deps = deps
    this.pending = new PendingNotesTable(deps.sql)
    this.retryAt = this.pending.lowest() === null ? null : deps.now()
  }

  /** When `retry` has something to do. */
  get retryDueAt(): number | null {
    return this.retryAt
  }

  /** Offers the notes of a finished generation to its sources' monitors. Never fails, and ends in time. */
  async deliver(generation: LiveGeneration): Promise<void> {
    let left = this.undelivered.get(generation.id)
    if (!left) {
      left = new Map(this.cache.get(generation.id) ?? this.notesOf(generation))
      this.undelivered.set(generation.id, left)
    }
    const open = [...left.keys()]
    const until = this.deps.now() + OFFERING_MS
    const lane = async () => {
      for (let source = open.pop(); source !== undefined; source = open.pop()) {
        if (this.deps.now() > until) return
        const pieces = left.get(source) ?? []
        if (await this.offer(generation.id, source, pieces)) left.delete(source)
      }
    }
    await Promise.all(Array.from({ length: DELIVERIES_AT_ONCE }, lane))
  }

  /** Call in the transaction that drops the generation, after `deliver`. */
  keep(generation: Pick<LiveGeneration, 'id'>): void {
    const left = this.undelivered.get(generation.id) ?? []
    const now = this.deps.now()
    for (const [source, pieces] of left) {
      this.pending.insert({ generation: generation.id, source, pieces }, now)
      this.retryAt ??= now + RETRY_MS
    }
  }

  /** Call when that transaction is done. */
  forget(generation: Pick<LiveGeneration, 'id'>): void {
    this.undelivered.delete(generation.id)
    this.cache.delete(generation.id)
  }

  /** Offers again what was kept, when it is time for it. Never fails. */
  async retry(): Promise<void> {
    const now = this.deps.now()
    if (this.retrying || this.retryAt === null || this.retryAt > now) return
    this.retrying = true
    try {
      this.pending.deleteBefore(now - KEPT_MS)
      // A monitor that is away is asked once, not once for each generation.
      const away = new Set<string>()
      const keys = this.pending.list(RETRIES_AT_ONCE)
      const isLate = ({ source }: { source: string }) => Number(this.away.has(source))
      for (const key of keys.sort((a, b) => isLate(a) - isLate(b))) {
        if (away.size >= MAX_AWAY || this.deps.now() > now + OFFERING_MS) break
        if (away.has(key.source)) continue
        const taken = await this.offer(key.generation, key.source, this.pending.piecesOf(key))
        if (taken) this.pending.delete(key)
        else away.add(key.source)
      }
      this.away = away
    } finally {
      this.retrying = false
      this.retryAt = this.pending.lowest() === null ? null : this.deps.now() + RETRY_MS
    }
  }

  /** What the source's monitor may not have yet, newest first as far as an answer holds it. */
  async schemaOf(sourceId: string): Promise<LiveSchema> {
    const under = this.asked.get(sourceId)
    if (under) return under
    const answer = this.gather(sourceId).finally(() => this.asked.delete(sourceId))
    this.asked.set(sourceId, answer)
    return answer
  }

  private async gather(sourceId: string): Promise<LiveSchema> {
    const { generations, pause } = this.deps
    let answer = new Answer(this.deps.log)
    for (let tries = 0; tries < READ_TRIES; tries++) {
      const { moves } = generations
      answer = new Answer(this.deps.log)
      for (const generation of [...generations.live.values()].reverse()) {
        // Dropped meanwhile: then it was delivered, or is pending.
        if (!generations.live.has(generation.id)) continue
        if (!answer.add(generation.id, this.piecesOf(generation, sourceId))) break
        await pause()
      }
      // What moves between two reads would be in both.
      if (generations.moves === moves) break
      answer.cut = true
    }
    // Afterwards: what was dropped while we read is there now.
    for (const generation of this.pending.generationsOf(sourceId).reverse()) {
      if (!answer.add(generation, this.pending.piecesOf({ generation, source: sourceId }))) break
    }
    return answer.toLiveSchema()
  }

  private piecesOf(generation: LiveGeneration, sourceId: string): string[] {
    const isFinal = generation.sealedAt !== null && generation.unacked === 0
    if (!isFinal) return this.notesOf(generation, sourceId).get(sourceId) ?? []
    let notes = this.cache.get(generation.id)
    if (!notes) {
      notes = this.notesOf(generation)
      this.cache.add(generation.id, notes)
    }
    return notes.get(sourceId) ?? []
  }

  private async offer(generation: number, source: string, pieces: string[]): Promise<boolean> {
    const { log } = this.deps
    try {
      const low = this.lowest(generation)
      const delivery = { log, generation, low, pieces }
      await withTimeout(this.deps.monitor(source).takeSchema(delivery), DELIVER_TIMEOUT_MS)
      return true
    } catch (error) {
      console.warn(JSON.stringify({ log, generation, source, schemaNotTaken: String(error) }))
      return false
    }
  }

  private lowest(generation: number): number {
    const [live = generation] = this.deps.generations.live.keys()
    return Math.min(generation, live, this.pending.lowest() ?? generation)
  }

  /** What cannot be read (a later release's notes, say) must not keep the generation from its archive. */
  private add(text: string, into: { notes: SourceNotes; room: Room }): void {
    try {
      mergeNotes(into.notes, decodeNotes(text), into.room)
    } catch (error) {
      console.error(JSON.stringify({ log: this.deps.log, schemaNotesLost: String(error) }))
    }
  }

  private notesOf(generation: LiveGeneration, only?: string): Map<string, string[]> {
    const bySource = new Map<string, { notes: SourceNotes; room: Room }>()
    for (const { segment, schema } of this.deps.store.acks(generation.id)) {
      // A segment that has moved took its acknowledgements along.
      if (!schema || !generation.segments.has(segment)) continue
      for (const [source, text] of Object.entries(schema)) {
        if (only !== undefined && source !== only) continue
        const into = bySource.get(source) ?? { notes: new Map(), room: fullRoom() }
        bySource.set(source, into)
        this.add(text, into)
      }
    }
    const entries = [...bySource].map(
      ([source, { notes }]) => [source, encodeInPieces(notes, PIECE_MAX_CHARS)] as const,
    )
    return new Map(entries)
  }
}

class Answer {
  cut = false
  private readonly log: string
  private readonly generations = new Map<number, string[]>()
  private chars = 0

  constructor(log: string) {
    this.log = log
  }

  /** False when it is full. */
  add(generation: number, pieces: string[]): boolean {
    if (this.generations.has(generation)) return true
    const chars = pieces.reduce((sum, { length }) => sum + length, 0)
    if (this.chars + chars > ANSWER_MAX_CHARS) {
      this.cut = true
      return false
    }
    this.chars += chars
    this.generations.set(generation, pieces)
    return true
  }

  toLiveSchema(): LiveSchema {
    const found = [...this.generations].filter(([, pieces]) => pieces.length > 0)
    const generations = found.map(([generation, pieces]) => ({ generation, pieces }))
    return { log: this.log, generations: generations.reverse(), cut: this.cut }
  }
}
