import { hourOf } from '../../worker/domain/books.ts'
import type { AckUnit } from '../../worker/messages/verdict.ts'
import { type SegmentDraft, widen } from '../outbox/pack.ts'
import type { Unit } from '../outbox/work-queue.ts'
import type { Generation, LogStore, StoredAck, StoredSegment } from './store.ts'
import { addDelta, addTotals, sourceHour, type Totals } from './totals.ts'

export const GENERATION_MAX_CHARS = 8_000_000
export const GENERATION_MAX_AGE_MS = 60_000
/** What is unacknowledged this long after the sealing moves on, so that the rest can be archived. */
export const MOVE_AFTER_MS = 60_000

/** What one move copies: the log's thread stands still meanwhile, and others wait. The rest has the next turn. */
export const MOVE_MAX_CHARS = 4_000_000
export const MOVE_MAX_RECORDS = 20_000

export interface LiveSegment extends StoredSegment {
  acked: number
}

export interface LiveGeneration extends Generation {
  segments: Map<number, LiveSegment>
  /** Null while it takes new segments. The next one opens with the next append, in that hour. */
  sealedAt: number | null
  chars: number
  /** Segments that are not fully acknowledged. */
  unacked: number
  /** What its segments and acknowledgements add to the books; folded into a row when it is dropped. */
  totals: Totals
}

/**
 * What the tables hold, mirrored in memory without the bodies: which segment lives in which
 * generation, what is acknowledged, and the counts that follow from both.
 */
export class Generations {
  readonly live = new Map<number, LiveGeneration>()
  /** Segments with unacknowledged records, lowest first. */
  readonly unacked = new Map<number, LiveSegment>()
  /** Counts the moves of stragglers: who reads several generations in turns sees one in between. */
  moves = 0
  private readonly store: LogStore
  private nextSegment: number
  private nextGeneration: number

  constructor(store: LogStore) {
    this.store = store
    const next = store.nextNumbers()
    this.nextSegment = next.segment
    this.nextGeneration = next.generation
    this.load()
  }

  /** Lowest segment that will ever be handed out again. */
  get low(): number {
    for (const id of this.unacked.keys()) return id
    return this.nextSegment
  }

  get open(): LiveGeneration | undefined {
    for (const generation of this.live.values()) if (generation.sealedAt === null) return generation
    return undefined
  }

  /** When the open generation is due to be sealed; null when nothing is in it. */
  sealDueAt(): number | null {
    const open = this.open
    if (!open || open.segments.size === 0) return null
    const endOfHour = Date.parse(`${open.hour}:00:00.000Z`) + 3_600_000
    return Math.min(open.openedAt + GENERATION_MAX_AGE_MS, endOfHour)
  }

  sealIfDue(now: number): void {
    const open = this.open
    if (!open || open.segments.size === 0) return
    if (open.chars < GENERATION_MAX_CHARS && now < (this.sealDueAt() ?? Infinity)) return
    open.sealedAt = now
  }

  /** Writes the drafts as segments of the open generation. Call inside a transaction. */
  append(drafts: readonly SegmentDraft[], now: number): Unit[] {
    this.sealIfDue(now)
    const open = this.openFor(now)
    return drafts.map((draft) => {
      const id = this.nextSegment++
      this.store.insertSegment(open.id, id, draft)
      const { version, count, received } = draft
      const segment = {
        id,
        generation: open.id,
        version,
        count,
        chars: draft.body.length,
        received,
        acked: 0,
      }
      this.hold(open, segment)
      return { segment: id, first: 0, count, chars: segment.chars, runs: 0 }
    })
  }

  /** Keeps the verdicts of units that are not acknowledged yet. Call inside a transaction. */
  acknowledge(units: readonly (AckUnit & { count: number })[]): void {
    const byGeneration = new Map<LiveGeneration, StoredAck[]>()
    for (const { segment: id, first, count, totals, verdicts, schema } of units) {
      const segment = this.unacked.get(id)
      const generation = segment && this.live.get(segment.generation)
      if (!segment || !generation) throw new Error(`segment ${id} is acknowledged already`)
      const acks = byGeneration.get(generation) ?? []
      byGeneration.set(generation, acks)
      acks.push({ segment: id, first, count, totals, verdicts, ...(schema && { schema }) })
      addDelta(generation.totals, totals)
      segment.acked += count
      if (segment.acked >= segment.count) this.settle(generation, segment)
    }
    for (const [generation, acks] of byGeneration) this.store.insertAcks(generation.id, acks)
  }

  /** Sealed generations whose segments are all acknowledged: ready for the archive. */
  finished(): LiveGeneration[] {
    return [...this.live.values()].filter((g) => g.sealedAt !== null && g.unacked === 0)
  }

  /** When `moveStragglers` will next have something to do. */
  moveDueAt(): number | null {
    let due: number | null = null
    for (const { sealedAt, unacked } of this.live.values()) {
      if (sealedAt !== null && unacked > 0)
        due = Math.min(due ?? Infinity, sealedAt + MOVE_AFTER_MS)
    }
    return due
  }

  /**
   * Moves what is still unacknowledged into the open generation, as much as one turn may; `moveDueAt`
   * stays due while there is more. Call inside a transaction.
   */
  moveStragglers(now: number): void {
    const room = { chars: MOVE_MAX_CHARS, records: MOVE_MAX_RECORDS }
    const isDue = (g: LiveGeneration) =>
      g.unacked > 0 && g.sealedAt !== null && g.sealedAt + MOVE_AFTER_MS <= now
    for (const from of [...this.live.values()].filter(isDue)) {
      const stragglers = withinRoom([...from.segments.values()], room)
      if (stragglers.length === 0) return
      // A long backlog is not to become one generation, which is read and archived as a whole.
      this.sealIfDue(now)
      const to = this.openFor(now)
      this.moves++
      for (const segment of stragglers) this.move(segment, from, to)
      this.recount(from)
      this.recount(to)
    }
  }

  private move(segment: LiveSegment, from: LiveGeneration, to: LiveGeneration): void {
    this.store.moveSegment(segment.id, from.id, to.id)
    from.segments.delete(segment.id)
    from.unacked--
    to.segments.set(segment.id, segment)
    to.chars += segment.chars
    to.unacked++
    segment.generation = to.id
  }

  forget(generation: LiveGeneration): void {
    this.live.delete(generation.id)
  }

  private openFor(now: number): LiveGeneration {
    return this.open ?? this.openNew(now)
  }

  private openNew(now: number): LiveGeneration {
    const generation = emptyGeneration({
      id: this.nextGeneration++,
      openedAt: now,
      hour: hourOf(new Date(now).toISOString()),
    })
    this.store.openGeneration(generation)
    this.live.set(generation.id, generation)
    return generation
  }

  private hold(generation: LiveGeneration, segment: LiveSegment): void {
    generation.segments.set(segment.id, segment)
    generation.chars += segment.chars
    addReceived(generation.totals, segment.received)
    if (segment.acked >= segment.count) return
    generation.unacked++
    this.unacked.set(segment.id, segment)
  }

  private settle(generation: LiveGeneration, segment: LiveSegment): void {
    generation.unacked--
    this.unacked.delete(segment.id)
  }

  /** Newest generation first, so that a moved segment is found where it lives now. */
  private load(): void {
    const seen = new Set<number>()
    const unacked: LiveSegment[] = []
    for (const info of this.store.generations().reverse()) {
      const generation = emptyGeneration(info)
      const acked = new Map<number, number>()
      for (const ack of this.store.acks(info.id)) {
        if (seen.has(ack.segment)) continue
        acked.set(ack.segment, (acked.get(ack.segment) ?? 0) + ack.count)
        addDelta(generation.totals, ack.totals)
      }
      for (const stored of this.store.segments(info.id)) {
        if (seen.has(stored.id)) continue
        seen.add(stored.id)
        const segment = { ...stored, acked: acked.get(stored.id) ?? 0 }
        this.hold(generation, segment)
        if (segment.acked < segment.count) unacked.push(segment)
        this.nextSegment = Math.max(this.nextSegment, stored.id + 1)
      }
      this.live.set(info.id, generation)
      this.nextGeneration = Math.max(this.nextGeneration, info.id + 1)
    }
    const inOrder = [...this.live.values()].sort((a, b) => a.id - b.id)
    this.live.clear()
    for (const [index, generation] of inOrder.entries()) {
      // The newest may have been sealed too; then its age seals it again.
      generation.sealedAt = inOrder[index + 1]?.openedAt ?? null
      this.live.set(generation.id, generation)
    }
    this.unacked.clear()
    for (const segment of unacked.sort((a, b) => a.id - b.id)) this.unacked.set(segment.id, segment)
  }

  /** After a move, from the rows: rare, and simpler than taking counts out again. */
  private recount(generation: LiveGeneration): void {
    const totals: Totals = new Map()
    for (const segment of generation.segments.values()) addReceived(totals, segment.received)
    for (const ack of this.store.acks(generation.id)) {
      if (generation.segments.has(ack.segment)) addDelta(totals, ack.totals)
    }
    generation.totals = totals
  }
}

/** The unacknowledged of them that fit, and one in any case while there is room at all. Takes the room. */
function withinRoom(
  segments: readonly LiveSegment[],
  room: { chars: number; records: number },
): LiveSegment[] {
  const taken: LiveSegment[] = []
  for (const segment of segments) {
    if (segment.acked >= segment.count) continue
    if (room.chars <= 0 || room.records <= 0) break
    room.chars -= segment.chars
    room.records -= segment.count
    taken.push(segment)
  }
  return taken
}

function emptyGeneration(info: Generation): LiveGeneration {
  return { ...info, segments: new Map(), sealedAt: null, chars: 0, unacked: 0, totals: new Map() }
}

function addReceived(totals: Totals, received: SegmentDraft['received']): void {
  for (const { hour, sourceId, count, ...span } of received) {
    const counts = sourceHour(totals, hour, sourceId)
    counts.received += count
    widen(counts, span)
  }
}

/** Everything that is not folded into rows yet. */
export function liveTotals(generations: Generations): Totals {
  const totals: Totals = new Map()
  for (const generation of generations.live.values()) addTotals(totals, generation.totals)
  return totals
}
