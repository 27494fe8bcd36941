import type { FoundRecord, LiveSearch, LiveSearchAnswer, RecordPlace } from './find-rpc.ts'
import type { LiveLogRpc, WatchedSource } from './live-rpc.ts'
import type { SchemaLogRpc } from './schema-rpc.ts'
import type { AckUnit } from './verdict.ts'

/** One request's records, for one source. All of them share `receivedAt`. */
export interface AppendRequest {
  sourceId: string
  /** ISO 8601 UTC with milliseconds. */
  receivedAt: string
  /** Configuration version the isolate decided by; the segment is pinned to the newest of its appends. */
  version: number
  /** Record lines (`record.ts`) joined by newlines. */
  body: string
  count: number
  /** Caller's address, for the rate limit; null for internal appends, which are not limited. */
  address: string | null
  /** Events per second; 0 means no limit. */
  limitPerS: number
  addressLimitPerS: number
}

export type AppendResult =
  | { status: 'committed' }
  /** Nothing was kept. Try again after so many whole seconds. */
  | { status: 'limited'; retryAfterS: number; scope: 'source' | 'address' }
  /** Too many bytes wait for the storage of this object. Nothing was kept. */
  | { status: 'busy' }

/** A run of one segment's records handed out under a lease. */
export interface WorkUnit {
  segment: number
  /** Position in the segment of the first record. */
  first: number
  /** Pinned configuration version. */
  version: number
  /** Record lines joined by newlines. */
  body: string
  count: number
}

export interface ReadResult {
  /** Lowest unacknowledged segment of this log; receivers may forget what lies below it. */
  low: number
  /** Empty when the lease ran out or everything was acknowledged meanwhile. */
  units: WorkUnit[]
  /** Sources of the units that somebody watches; absent when there is none. */
  watched?: WatchedSource[]
}

export interface FailRequest {
  lease: string
  /** `event`: an event of the unit made a stage throw. `infrastructure`: something we call was down. */
  kind: 'event' | 'infrastructure'
  message: string
}

/** Counts of one log, absolute: a newer answer replaces an older one. */
export interface LogTotals {
  log: string
  /** hour -> sourceId -> counts. */
  hours: Record<
    string,
    Record<
      string,
      {
        /** Counted at append. */
        received: number
        /** Earliest and latest `receivedAt`; absent in what older versions counted. */
        first?: string
        last?: string
        /** Appended, not acknowledged yet. */
        inPipeline: number
        events: Record<string, number>
        destinations: Record<string, number>
      }
    >
  >
}

export interface IngestLogRpc extends LiveLogRpc, SchemaLogRpc {
  append(request: AppendRequest): Promise<AppendResult>
  read(lease: string): Promise<ReadResult>
  /**
   * The first acknowledgement of a unit wins; a repeated one changes nothing. `whole` ends the lease:
   * units left over are handed out again at once. `part` keeps it for these: say next what is to
   * become of them.
   */
  acknowledge(lease: string, units: AckUnit[], covers?: 'whole' | 'part'): Promise<void>
  fail(request: FailRequest): Promise<void>
  totals(range: { from: string; to: string; sourceId?: string }): Promise<LogTotals>
  /** Null where the log has had no such record, or knows no more where it went. */
  find(places: RecordPlace[]): Promise<(FoundRecord | null)[]>
  /** Records with a message id among those that are in the tables: all of about the last minute. */
  search(request: LiveSearch): Promise<LiveSearchAnswer>
}
