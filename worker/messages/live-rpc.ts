import type { LiveEvent, LiveFilter } from '../domain/live/live-event.ts'

/** A log is asked to treat a source as watched: it rings faster and its rings say so. */
export interface WatchRequest {
  sourceId: string
  /** Milliseconds since the epoch; the monitor renews it while somebody looks. 0 ends it. */
  until: number
  /** What the watchers filter by; an empty list, or a filter without conditions, means all. */
  filters: LiveFilter[]
}

/** Comes with what a ring covers: sources of it that somebody watches. */
export interface WatchedSource {
  sourceId: string
  filters: LiveFilter[]
}

/**
 * Events of one pipeline run for the watchers of one source. Bounded by the pipeline, so that watching
 * costs it little: `seen` counts all events of the source in the run, `events` is a part of them.
 */
export interface LiveFrames {
  log: string
  seen: number
  /** Of `seen`, how many fit at least one watcher's filter. */
  matched: number
  events: LiveEvent[]
}

export interface RecentRequest {
  sourceId: string
  /** At most so many, newest first. At most 500. */
  limit: number
  filter?: LiveFilter
}

export interface RecentEvents {
  /** Newest first. */
  events: LiveEvent[]
  /** False when the log gave up looking further back: there may be older ones that fit. */
  complete: boolean
}
