import type { LiveEvent } from '../../worker/domain/live/live-event.ts'
import { compareLive, isNews, mergeLive } from '../../worker/domain/live/merge-live.ts'

export const RING_EVENTS = 500
const RING_CHARS = 8_000_000
/** Sorting at every event would cost more than holding some too many. */
const SLACK = 100

/** What an event is now, and what was known of it before. */
export interface Change {
  event: LiveEvent
  before: LiveEvent | null
}

/** The newest events of a source, each once, in its latest known state. */
export class RingBuffer {
  private readonly held = new Map<string, LiveEvent>()
  private readonly maxEvents: number
  private readonly maxChars: number
  private chars = 0

  constructor(maxEvents = RING_EVENTS, maxChars = RING_CHARS) {
    this.maxEvents = maxEvents
    this.maxChars = maxChars
  }

  /** @returns what is new or has changed */
  add(events: readonly LiveEvent[]): Change[] {
    const changes: Change[] = []
    for (const event of events) {
      const before = this.held.get(event.acceptId) ?? null
      const merged = before === null ? event : mergeLive(before, event)
      if (merged === before) continue
      this.held.set(event.acceptId, merged)
      this.chars += charsOf(merged) - (before === null ? 0 : charsOf(before))
      // Which account is held does not depend on which came first; not every difference is worth telling.
      if (before === null || isNews(before, merged)) changes.push({ event: merged, before })
    }
    if (this.held.size > this.maxEvents + SLACK || this.chars > this.maxChars) this.trim()
    return changes
  }

  /** Newest first. */
  newest(): LiveEvent[] {
    this.trim()
    return [...this.held.values()].sort(compareLive)
  }

  clear(): void {
    this.held.clear()
    this.chars = 0
  }

  private trim(): void {
    if (this.held.size <= this.maxEvents && this.chars <= this.maxChars) return
    const sorted = [...this.held.values()].sort(compareLive)
    while (sorted.length > this.maxEvents || (this.chars > this.maxChars && sorted.length > 1)) {
      const oldest = sorted.pop() as LiveEvent
      this.held.delete(oldest.acceptId)
      this.chars -= charsOf(oldest)
    }
  }
}

const charsOf = ({ json }: LiveEvent): number => json?.length ?? 0
