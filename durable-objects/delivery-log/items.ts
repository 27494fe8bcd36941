import type { AttemptRun } from '../../worker/messages/delivery-log-rpc.ts'
import type { Generation, Item } from './backlog.ts'
import { LEASE_MS } from './dispatcher.ts'

/** The unfinished, or the failed, items of a generation. */
export function* itemsOf(generation: Generation, which: 'working' | 'failed'): Generator<Item> {
  if (generation[which] === 0) return
  for (const block of generation.blocks.values()) {
    for (const item of block.items)
      if ((item.state === 'failed') === (which === 'failed')) yield item
  }
}

/** The same with what the attempt has to know of those before it, and of those that may follow. */
export function attemptRunsOf(item: Item, now: number, windowMs: number): AttemptRun[] {
  const last = item.firstAt > 0 && now + LEASE_MS >= item.firstAt + windowMs
  return runsOf(item).map((run) => ({ ...run, progress: item.progress, ...(last && { last }) }))
}

/** An item's lines as the next attempt at them names them. */
export function runsOf(
  item: Item,
): { block: number; line: number; count: number; attempt: number }[] {
  const runs = []
  for (let i = 0; i < item.lines.length; i += 2) {
    runs.push({
      block: item.block.id,
      line: item.lines[i] as number,
      count: item.lines[i + 1] as number,
      attempt: item.attempts + 1,
    })
  }
  return runs
}
