import type { AppendRequest, AppendResult, IngestLogRpc } from '../messages/ingest-log-rpc.ts'

export const SPILL_PREFIX = 'spill/'
/** What the bucket lists at once, at most. */
const PAGE_OBJECTS = 1000
/** A call may ask other services 10,000 times, and an object takes three: read, append, remove. */
export const MAX_OBJECTS_PER_CALL = 3000
const OBJECTS_AT_ONCE = 8

export interface SpillDeps {
  /** Keys with the prefix, in order, beginning after `after`. */
  list(page: { prefix: string; after: string | null; limit: number }): Promise<string[]>
  read(key: string): Promise<AppendRequest | null>
  remove(key: string): Promise<void>
  ingestLog(): Pick<IngestLogRpc, 'append'>
  now(): number
  log(problem: Record<string, unknown>): void
}

export interface Swept {
  /** Requests appended. */
  appended: number
  /** It ended at what one call may do: another one would find more to append. */
  more: boolean
}

/**
 * Puts requests that no log could take back on the road, oldest hour first, until `until` (milliseconds
 * since the epoch) or until there is no room again. An object is removed after its append, so a crash
 * in between appends it again: deduplication by messageId takes care of that.
 */
export async function sweepSpill(until: number, deps: SpillDeps): Promise<Swept> {
  const sweep = { appended: 0, isOver: false }
  let after: string | null = null
  for (let listed = 0; listed < MAX_OBJECTS_PER_CALL && !sweep.isOver; ) {
    const limit = Math.min(PAGE_OBJECTS, MAX_OBJECTS_PER_CALL - listed)
    const keys: string[] = await deps.list({ prefix: SPILL_PREFIX, after, limit })
    const last = keys.at(-1)
    if (last === undefined) return { appended: sweep.appended, more: false }
    await sweepPage(keys, until, sweep, deps)
    listed += keys.length
    after = last
  }
  return { appended: sweep.appended, more: !sweep.isOver && sweep.appended > 0 }
}

async function sweepPage(
  keys: readonly string[],
  until: number,
  sweep: { appended: number; isOver: boolean },
  deps: SpillDeps,
): Promise<void> {
  let next = 0
  const lane = async () => {
    while (!sweep.isOver) {
      const key = keys[next++]
      if (key === undefined) return
      if (deps.now() >= until) sweep.isOver = true
      else await sweepObject(key, sweep, deps)
    }
  }
  await Promise.all(Array.from({ length: OBJECTS_AT_ONCE }, lane))
}

async function sweepObject(
  key: string,
  sweep: { appended: number; isOver: boolean },
  deps: SpillDeps,
): Promise<void> {
  const request = await readSpilled(key, deps)
  if (!request) return
  try {
    const result: AppendResult = await deps.ingestLog().append({ ...request, address: null })
    if (result.status === 'committed') {
      await deps.remove(key)
      sweep.appended++
      return
    }
  } catch (error) {
    deps.log({ problem: 'spilled request is not appended', key, error: String(error) })
  }
  // Still no room: what is left keeps until the next sweep.
  sweep.isOver = true
}

/** Null for one that cannot be read: it stays for a person to look at, and holds up no other. */
async function readSpilled(key: string, deps: SpillDeps): Promise<AppendRequest | null> {
  try {
    return await deps.read(key)
  } catch (error) {
    deps.log({ problem: 'spilled request is not readable', key, error: String(error) })
    return null
  }
}
