import type { SourceConfig, WriteKeyDirectory, WriteKeyStatus } from '../domain/config/snapshot.ts'
import { type Snapshot, type Snapshots, SnapshotUnavailable } from '../domain/config/snapshots.ts'
import type { WaitUntil } from './collect-deps.ts'

export type KeyLookup =
  | {
      status: 'known'
      sourceId: string
      keyStatus: WriteKeyStatus
      /** Absent when the source is deleted. */
      source: SourceConfig | undefined
      version: number
    }
  /** Never issued. */
  | { status: 'unknown' }
  /** The configuration cannot be loaded: says nothing about the key. */
  | { status: 'unavailable' }

/** Hashes of write keys, so that a busy key is hashed once per isolate. */
export interface KeyHashes {
  hashOf(writeKey: string): Promise<string>
}

/** Longer ones are never issued, and need no hashing to be refused. */
const MAX_WRITE_KEY_CHARS = 200
const MAX_HELD_HASHES = 1000

export function createKeyHashes(sha256Hex: (text: string) => Promise<string>): KeyHashes {
  const held = new Map<string, string>()
  return {
    async hashOf(writeKey) {
      const known = held.get(writeKey)
      if (known !== undefined) return known
      const hash = await sha256Hex(writeKey)
      // Random keys would push out the real ones in any order; these come back at their next request.
      if (held.size >= MAX_HELD_HASHES) held.clear()
      held.set(writeKey, hash)
      return hash
    },
  }
}

export async function sourceOfKey(
  writeKey: string,
  deps: { snapshots: Snapshots; keyHashes: KeyHashes },
  waitUntil: WaitUntil,
): Promise<KeyLookup> {
  if (writeKey.length > MAX_WRITE_KEY_CHARS) return { status: 'unknown' }
  const hash = await deps.keyHashes.hashOf(writeKey)
  try {
    let snapshot = await deps.snapshots.current(waitUntil)
    let entry = await snapshot.findWriteKey(hash)
    if (entry === undefined) {
      // The key may be younger than what this isolate holds.
      snapshot = await deps.snapshots.recheck()
      entry = await snapshot.findWriteKey(hash)
    }
    return entry === undefined ? { status: 'unknown' } : await known(snapshot, entry)
  } catch (error) {
    if (error instanceof SnapshotUnavailable) return { status: 'unavailable' }
    throw error
  }
}

async function known(
  snapshot: Snapshot,
  entry: WriteKeyDirectory['keys'][string],
): Promise<KeyLookup> {
  const source = await snapshot.source(entry.sourceId)
  return {
    status: 'known',
    sourceId: entry.sourceId,
    keyStatus: entry.status === 'active' && source?.enabled === false ? 'disabled' : entry.status,
    source,
    version: snapshot.version,
  }
}
