import type { Verdict } from './verdict.ts'

/** Where a record stands in its log: the last two parts of an acceptId. */
export interface RecordPlace {
  segment: number
  position: number
}

/** What a log knows of one of its records. */
export type FoundRecord =
  | LiveRecord
  /** Its tables are dropped: one of these archive objects, one per source, has its line. */
  | { kept: 'archive'; keys: string[] }

export interface LiveRecord extends RecordPlace {
  kept: 'log'
  /** Record line (`record.ts`). */
  line: string
  /** Null while the pipeline has not decided. */
  verdict: Verdict | null
  /** Runs that failed because of it or of its neighbours. */
  failedRuns: number
  /** Why the last one failed, as far as is known; else empty. */
  lastError: string
}

export interface LiveSearchAnswer {
  records: LiveRecord[]
  /** The tables hold more text than one search goes through: the oldest was not looked at. */
  partial: boolean
}

/** Looks through the records that a log holds in its tables. */
export interface LiveSearch {
  messageId: string
  sourceIds: string[]
  /** At most so many, newest first. */
  limit: number
}
