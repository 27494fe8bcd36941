import type { Item } from './backlog.ts'
import { countLines } from './line-ranges.ts'

/** What one attempt has room for. */
export interface LeaseRoom {
  events: number
  bytes: number
  chars: number
  blocks: number
}

/**
 * How full an attempt becomes. The first item always fits; after it an item fits while the blocks that
 * have to be read for all of them stay within the bounds.
 */
export class LeaseFill {
  events = 0
  private bytes = 0
  private chars = 0
  private readonly blocks = new Set<number>()
  private readonly room: LeaseRoom

  constructor(room: LeaseRoom) {
    this.room = room
  }

  get isFull(): boolean {
    return this.events >= this.room.events
  }

  /** Adds an item, of whose events there may be more than fit; false when it does not fit at all. */
  add({ block, lines }: Item): boolean {
    const isNew = !this.blocks.has(block.id)
    const bytes = this.bytes + (isNew ? block.bytes : 0)
    const chars = this.chars + (isNew ? block.chars : 0)
    const blocks = this.blocks.size + (isNew ? 1 : 0)
    const { room } = this
    const overflows = bytes > room.bytes || chars > room.chars || blocks > room.blocks
    if (this.events > 0 && overflows) return false
    this.bytes = bytes
    this.chars = chars
    this.blocks.add(block.id)
    this.events += Math.min(countLines(lines), room.events - this.events)
    return true
  }
}

/**
 * Until when fresh events wait for others to be sent with them: the oldest one's age counts, and what
 * fills an attempt waits no longer. Looks at no more items than one attempt has room for.
 */
export function lingersUntil(
  fresh: Iterable<Item>,
  lingerMs: number,
  now: number,
  room: LeaseRoom,
): number {
  const fill = new LeaseFill(room)
  let until = Number.POSITIVE_INFINITY
  for (const item of fresh) {
    until = Math.min(until, item.readyAt + lingerMs)
    if (until <= now || !fill.add(item) || fill.isFull) return Math.min(until, now)
  }
  return until
}

/**
 * Whether two items may be sent together by a destination that gathers events: what failed together is
 * sent again together and with nothing else, so that the same file comes out of it.
 */
export const sameGathering = (a: Item, b: Item): boolean =>
  a.attempts === 0
    ? b.attempts === 0
    : b.attempts > 0 && JSON.stringify(a.progress) === JSON.stringify(b.progress)
