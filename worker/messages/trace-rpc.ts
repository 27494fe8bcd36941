import type { DELIVERY_OUTCOMES, EventOutcome } from '../domain/outcome.ts'
import type { TracedResult } from './delivery-trace-rpc.ts'

/** How far the search through a day's archive has come. */
export interface DayCursor {
  /** Sources are searched in the order of their ids; those before this one are done. */
  sourceId: string
  /** Objects up to this key are done. */
  after: string
  searched: number
  total: number
}

export interface TraceRequest {
  messageId: string
  /** Where to look; events of other sources are not found. */
  sourceIds: string[]
  /** Null: what the index of recent ids and the logs know. Else the archive of that UTC day. */
  day: { date: string; cursor: DayCursor | null } | null
}

export interface TraceReport {
  /** Newest first. */
  events: TracedEvent[]
  search: {
    in: 'index' | 'archive'
    searched: number
    total: number
    next: DayCursor | null
    /** The logs hold more than one search goes through: what is not indexed may have been missed. */
    partial: boolean
  }
}

export interface TracedStage {
  stage: string
  effect: 'passed' | 'changed' | 'stopped'
  message: string
  code: string
  patch: PatchOperation[] | null
}

/** Of a JSON Patch (RFC 6902). */
export interface PatchOperation {
  op: string
  path: string
  value?: unknown
  [field: string]: unknown
}

/** An event and what became of it, without what only the database knows: names. */
export interface TracedEvent {
  messageId: string
  sourceId: string
  acceptId: string
  receivedAt: string
  region: string
  shard: number
  kept: 'log' | 'archive' | 'dead-letter'
  archiveKey: string | null
  outcome: EventOutcome | 'in pipeline'
  code: string
  message: string
  /** As kept; null for what is kept without its body. */
  event: unknown
  /** Further lines with this id from the same source that were seen: duplicates. */
  repeats: number
  stages: TracedStage[]
  destinations: TracedDestination[]
}

export interface TracedDestination {
  destinationId: string
  outcome: (typeof DELIVERY_OUTCOMES)[number] | 'filtered at destination'
  code: string
  message: string
  results: TracedResult[]
  /** The destination got the event as the pipeline passed it on, not changed for it alone. */
  asPassed: boolean
  /** Mappings whose triggers it matched; absent at destinations that have no actions. */
  mappingIds?: string[]
  incomplete: boolean
}

/** RPC of the edge Worker's `Trace` entrypoint. */
export interface EdgeTraceRpc {
  traceMessage(request: TraceRequest): Promise<TraceReport>
}
