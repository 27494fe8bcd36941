import type { LiveEvent } from '../../worker/domain/live/live-event.ts'

export const MAX_ROWS_PER_MESSAGE = 50
const MAX_CHARS_PER_MESSAGE = 500_000
/** Batches a client may be behind before it gets counts only. */
export const MAX_BATCHES_AHEAD = 8
/** Rows that wait for a client; beyond it the oldest new ones are skipped. */
export const MAX_WAITING_ROWS = 200
const COUNTS_EVERY_MS = 1000

export interface EventsMessage {
  kind: 'events'
  batch: number
  events: LiveEvent[]
  seen: number
  skipped: number
}

/** How far a client has come; survives hibernation with its socket. */
export interface Progress {
  /** Number of the last batch that was sent. */
  batch: number
  /** Number of the last one that the client took in. */
  taken: number
}

/**
 * What one client is sent, and how much at a time. A busy source or a slow client makes rows be left
 * out, never the counts of them: what waits here is bounded.
 */
export class Outlet {
  readonly progress: Progress
  private readonly rows = new Map<string, { event: LiveEvent; known: boolean }>()
  private seen = 0
  private skipped = 0
  private countsSentAt = Number.NEGATIVE_INFINITY
  private behindFrom: number | null = null

  constructor(progress: Progress = { batch: 0, taken: 0 }) {
    this.progress = { ...progress }
  }

  /** @param known The client has an earlier state of it, so that leaving it out would leave it wrong. */
  offer(event: LiveEvent, known: boolean): void {
    const waiting = this.rows.get(event.acceptId)
    this.rows.set(event.acceptId, { event, known: waiting?.known ?? known })
    if (this.rows.size > MAX_WAITING_ROWS) this.skipOldest()
  }

  count(seen: number, skipped: number): void {
    this.seen += seen
    this.skipped += skipped
  }

  /** A client cannot take in more than was sent, nor less than before. */
  taken(batch: number): void {
    if (batch > this.progress.taken) this.progress.taken = Math.min(batch, this.progress.batch)
    if (!this.isBehind) this.behindFrom = null
  }

  get isBehind(): boolean {
    return this.progress.batch - this.progress.taken >= MAX_BATCHES_AHEAD
  }

  /** How long the client has been behind. */
  behindMs(now: number): number {
    return this.behindFrom === null ? 0 : now - this.behindFrom
  }

  /** Forgets what waits: a snapshot tells it all anew. */
  clear(): void {
    this.rows.clear()
    this.seen = 0
    this.skipped = 0
  }

  /** Whether rows wait that could be sent. */
  get hasMore(): boolean {
    return this.rows.size > 0 && !this.isBehind
  }

  /** The next message, or null when there is nothing to say (yet). */
  take(now: number): EventsMessage | null {
    if (this.isBehind) {
      this.behindFrom ??= now
      return now - this.countsSentAt < COUNTS_EVERY_MS ? null : this.message([], now)
    }
    return this.message(this.takeRows(), now)
  }

  private message(events: LiveEvent[], now: number): EventsMessage | null {
    const { seen, skipped } = this
    if (events.length === 0 && seen === 0 && skipped === 0) return null
    this.seen = 0
    this.skipped = 0
    this.countsSentAt = now
    // Counts alone need not be confirmed, so they repeat the last number.
    if (events.length > 0) this.progress.batch++
    return { kind: 'events', batch: this.progress.batch, events, seen, skipped }
  }

  /** In the order they came. */
  private takeRows(): LiveEvent[] {
    const taken: LiveEvent[] = []
    let chars = 0
    for (const [id, { event }] of this.rows) {
      chars += event.json?.length ?? 0
      if (
        taken.length > 0 &&
        (taken.length >= MAX_ROWS_PER_MESSAGE || chars > MAX_CHARS_PER_MESSAGE)
      )
        break
      taken.push(event)
      this.rows.delete(id)
    }
    return taken
  }

  private skipOldest(): void {
    for (const [id, { known }] of this.rows) {
      if (known) continue
      this.rows.delete(id)
      this.skipped++
      return
    }
    const [first] = this.rows.keys()
    if (first !== undefined) this.rows.delete(first)
    this.skipped++
  }
}
