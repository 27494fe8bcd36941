import type { SourceConfig, WriteKeyStatus } from '../../worker/domain/config/snapshot.ts'
import {
  type Snapshot,
  type Snapshots,
  SnapshotUnavailable,
} from '../../worker/domain/config/snapshots.ts'

export interface FakeKey {
  /** The hash under which the key is found; the fakes use the key itself. */
  hash: string
  sourceId: string
  status: WriteKeyStatus
}

/** A configuration in memory. `recheck` brings the keys of `later`; `broken` makes every call fail. */
export class EditableSnapshots implements Snapshots {
  rechecks = 0
  broken = false
  keys: FakeKey[] = []
  later: FakeKey[] = []
  sources = new Map<string, SourceConfig>()

  async current(): Promise<Snapshot> {
    if (this.broken) throw new SnapshotUnavailable('no database')
    return this.snapshot(7)
  }

  async recheck(): Promise<Snapshot> {
    this.rechecks++
    this.keys.push(...this.later.splice(0))
    return this.snapshot(8)
  }

  async at(version: number): Promise<Snapshot> {
    return this.snapshot(version)
  }

  private snapshot(version: number): Snapshot {
    return {
      version,
      findWriteKey: async (hash) => {
        const key = this.keys.find((candidate) => candidate.hash === hash)
        return key && { sourceId: key.sourceId, workspaceId: 'wks_1', status: key.status }
      },
      source: async (id) => this.sources.get(id),
      destination: async () => undefined,
      plan: async () => undefined,
    }
  }
}
