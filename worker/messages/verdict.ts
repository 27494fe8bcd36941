import type { JsonPatch } from '../domain/event/json-patch.ts'
import type { EventOutcome } from '../domain/outcome.ts'
import type { FilterWhy } from '../domain/routing/destination-filter.ts'
import type { Packed } from './packed.ts'

/** What the pipeline decided about one record. Stored beside the event in the archive. */
export interface Verdict {
  outcome: EventOutcome
  /** Reason code; absent when passed. */
  code?: string
  /**
   * Only when passed. Destination id -> `routed`, or the reason it was filtered at destination. Where
   * filters of the destination had a part in it they are named: `filterIds` changed the event.
   */
  destinations?: Record<
    string,
    | { routed: true; filterIds?: string[]; mappingIds?: string[] }
    | { filtered: string; filterId?: string; why?: FilterWhy }
  >
  /** Only when passed, and not as kept: makes the event that was passed on of the kept one. */
  patch?: JsonPatch
  /** Only when dead-lettered: what the pipeline threw. */
  error?: string
}

/**
 * Counts to add when the acknowledgement of a unit wins: hour of `receivedAt` -> source -> what.
 * Keys are built by the functions of `domain/books.ts`.
 */
export type TotalsDelta = Record<
  string,
  Record<string, { events: Record<string, number>; destinations: Record<string, number> }>
>

/** Source -> what was seen of its schema, as text of `domain/schema/encode-notes.ts`. */
export type SchemaNotesBySource = Record<string, string>

/** The verdicts of one unit: positions `first` .. `first + count - 1` of a segment. */
export interface AckUnit {
  segment: number
  first: number
  verdicts: Packed<Verdict>
  totals: TotalsDelta
  /** Absent where nothing of it belongs to a schema. */
  schema?: SchemaNotesBySource
}
