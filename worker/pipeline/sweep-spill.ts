import type { AppendRequest, IngestLogRpc } from '../messages/ingest-log-rpc.ts'

export const SPILL_PREFIX = 'spill/'
/** Objects per sweep: the next one comes in five minutes, and a sweep must end before that. */
const MAX_OBJECTS_PER_SWEEP = 500

export interface SpillDeps {
  list(prefix: string, limit: number): Promise<string[]>
  read(key: string): Promise<AppendRequest | null>
  remove(key: string): Promise<void>
  ingestLog(): Pick<IngestLogRpc, 'append'>
  log(problem: Record<string, unknown>): void
}

/**
 * Puts requests that no log could take back on the road. An object is removed after its append, so a
 * crash in between appends it again: deduplication by messageId takes care of that.
 * @returns how many requests were appended
 */
export async function sweepSpill(deps: SpillDeps): Promise<number> {
  let swept = 0
  for (const key of await deps.list(SPILL_PREFIX, MAX_OBJECTS_PER_SWEEP)) {
    const request = await readSpilled(key, deps)
    if (!request) continue
    const result = await deps.ingestLog().append({ ...request, address: null })
    // Still no room: what is left keeps until the next sweep.
    if (result.status !== 'committed') break
    await deps.remove(key)
    swept++
  }
  return swept
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
