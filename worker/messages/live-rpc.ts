import type { LiveEvent, LiveFilter } from '../domain/live/live-event.ts'

/** A log is asked to treat a source as watched: it rings faster and its rings say so. */
export interface WatchRequest {
  sourceId: string
  /** Milliseconds since the epoch; the monitor renews it while somebody looks. 0 ends it. */
  until: number
  /** What the watchers filter by, each once; an empty list, or a filter without conditions, means all. */
  filters: LiveFilter[]
}

/** Comes with what a ring covers: sources of it that somebody watches. */
export interface WatchedSource {
  sourceId: string
  filters: LiveFilter[]
}

/**
 * Events of one pipeline run for the watchers of one source. Bounded by the pipeline, so that watching
 * costs it little: `seen` counts all events of the source in the run, `events` is a part of them. A run
 * that is repeated sends its frames again.
 */
export interface LiveFrames {
  log: string
  seen: number
  /** Of `seen`, how many fit each of the watchers' filters, by `filterKey`. */
  matched: Record<string, number>
  events: LiveEvent[]
}

/** A monitor waits so long for a log; what a log has not begun by then need not be begun. */
export const LIVE_LOG_TIMEOUT_MS = 5_000

export interface RecentRequest {
  sourceId: string
  /** At most so many, newest first. At most 500. */
  limit: number
  filter?: LiveFilter
  /** Only these records of the log, wherever they are now. */
  only?: string[]
}

export interface RecentEvents {
  /** Newest first. */
  events: LiveEvent[]
  /**
   * Time back to which everything that fits is among these; null when there is nothing older in the
   * log or in its archive objects.
   */
  since: string | null
}

/** What a log is told when it reports. */
export interface ReportAnswer {
  /** Null while nobody watches the source. */
  watch: WatchRequest | null
}

/** Who a socket of the debugger belongs to. The app vouches for it. */
export interface Viewer {
  workspaceId: string
  /** User or token. */
  principalId: string
}

/** Header in which the app hands a `Viewer` (URI-encoded JSON) to the monitor with the upgrade. */
export const VIEWER_HEADER = 'x-headwater-viewer'

/** The source's latest events, from all its logs. */
export interface RecentAnswer {
  events: LiveEvent[]
  /** As in `RecentEvents`. */
  since: string | null
}

export interface LiveMonitorRpc {
  /** Events for those who watch. Nothing is answered, and a failure harms nobody but them. */
  show(frames: LiveFrames): Promise<void>
  recent(request: { limit: number; filter: LiveFilter }): Promise<RecentAnswer>
  /** Whether somebody has ever looked. */
  wasWatched(): Promise<boolean>
  /** Upgrades to a WebSocket; the caller has made sure of the viewer. */
  fetch(request: Request): Promise<Response>
}

export interface LiveLogRpc {
  watch(request: WatchRequest): Promise<void>
  recent(request: RecentRequest): Promise<RecentEvents>
}
