import type { ViolationNote } from '../domain/protocols/violation-notes.ts'
import type { SchemaPeriod } from '../domain/schema/kinds.ts'

export type ViolationPeriod = '1h' | SchemaPeriod

/** What people have said of a violation. */
export interface ViolationMark {
  state: 'open' | 'resolved' | 'ignored'
  by: string
  /** Milliseconds since the epoch. */
  at: number
}

export interface ListedViolation extends ViolationNote {
  id: string
  /** `count`, names and samples are of the period; this is of all that is kept. */
  firstEver: number
  mark: ViolationMark | null
}

export interface ViolationPoint {
  /** Beginning of the hour or the day, ISO 8601. */
  at: string
  /** Of this violation; in the list's series, events that had any. */
  count: number
  /** All events, allowed and blocked. */
  events: number
}

export interface ViolationList {
  violations: ListedViolation[]
  violating: number
  omitted: number
  blocked: number
  /** Violations without a row, because there were too many different ones. */
  unlisted: number
  series: ViolationPoint[]
  /** Some logs did not say what they have of the last minutes: their counts are not included. */
  incomplete: boolean
}

/** The part of a source's monitor that keeps what tracking plans found. */
export interface ViolationMonitorRpc {
  violationList(period: ViolationPeriod): Promise<ViolationList>
  /** Null when nothing of it is kept. */
  violation(query: {
    id: string
    period: ViolationPeriod
  }): Promise<{ violation: ListedViolation; series: ViolationPoint[]; incomplete: boolean } | null>
  markViolations(request: { ids: readonly string[] } & Omit<ViolationMark, 'at'>): Promise<void>
}
