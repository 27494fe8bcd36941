import { createHash } from 'node:crypto'
import type { SourceConfig, WriteKeyStatus } from '../../worker/domain/config/snapshot.ts'
import {
  type Snapshot,
  type Snapshots,
  SnapshotUnavailable,
} from '../../worker/domain/config/snapshots.ts'

type SourcesByKey = Readonly<Record<string, SourceConfig>>

/** Write keys and their sources; `newest` is what a re-check finds, when that is something else. */
export function snapshotsOf(
  held: SourcesByKey,
  newest: SourcesByKey = held,
  status: WriteKeyStatus = 'active',
): Snapshots {
  return {
    current: async () => snapshotOf(1, held, status),
    recheck: async () => snapshotOf(2, newest, status),
    at: async () => snapshotOf(2, newest, status),
  }
}

function snapshotOf(version: number, sources: SourcesByKey, status: WriteKeyStatus): Snapshot {
  const byHash = new Map(Object.entries(sources).map(([key, source]) => [sha256(key), source]))
  return {
    version,
    findWriteKey: async (hash) => {
      const source = byHash.get(hash)
      if (source === undefined) return undefined
      return { sourceId: source.sourceId, workspaceId: source.workspaceId, status }
    },
    source: async (id) => [...byHash.values()].find((source) => source.sourceId === id),
    destination: async () => undefined,
    plan: async () => undefined,
  }
}

/** The database is down, or was never migrated. */
export function unavailableSnapshots(): Snapshots {
  const fail = async (): Promise<Snapshot> => {
    throw new SnapshotUnavailable('no database')
  }
  return { current: fail, recheck: fail, at: fail }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
