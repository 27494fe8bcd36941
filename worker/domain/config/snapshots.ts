import type { PlanRule } from '../protocols/tracking-plan.ts'
import type { DestinationConfig, SourceConfig, WriteKeyDirectory } from './snapshot.ts'

/** One immutable version of the configuration. Parts load on first use and are then held. */
export interface Snapshot {
  readonly version: number
  /** @throws SnapshotUnavailable when the part cannot be loaded; never answers "unknown" instead. */
  findWriteKey(writeKeyHash: string): Promise<WriteKeyDirectory['keys'][string] | undefined>
  source(sourceId: string): Promise<SourceConfig | undefined>
  destination(destinationId: string): Promise<DestinationConfig | undefined>
  /** Rules of a connected plan: the same array while they are the same, so that others hold what they make of it. */
  plan(planId: string): Promise<readonly PlanRule[] | undefined>
}

export interface Snapshots {
  /**
   * The newest version, at most 5 s old: revalidated in the background (through `waitUntil`) when
   * older than 2 s, and before use when older than 5 s. Costs at most one row read per isolate every 2 s.
   * @throws SnapshotUnavailable when there is none and none can be loaded: answer 503, never a refusal.
   */
  current(waitUntil: (promise: Promise<unknown>) => void): Promise<Snapshot>
  /** Revalidates now unless that was done within the last second: before refusing an unknown key. */
  recheck(): Promise<Snapshot>
  /** The version a segment is pinned to; falls back to the newest when that one is no longer kept. */
  at(version: number): Promise<Snapshot>
}

/** The configuration could not be loaded (the database is down, or was never migrated). */
export class SnapshotUnavailable extends Error {
  override name = 'SnapshotUnavailable'
}
