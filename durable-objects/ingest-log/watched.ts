import type { WatchedSource, WatchRequest } from '../../worker/messages/live-rpc.ts'

/** How often a log rings at least while one of its sources is watched. */
export const WATCHED_RING_MS = 250
/** A monitor that died must not leave its source watched for ever, whatever it asked for. */
const MAX_WATCH_MS = 5 * 60_000

/**
 * Which sources somebody watches. In memory only: whoever watches says so again and again, and a log
 * that was restarted learns it with its next report.
 */
export class Watched {
  private readonly sources = new Map<string, WatchRequest>()

  set(request: WatchRequest, now: number): void {
    const until = Math.min(request.until, now + MAX_WATCH_MS)
    if (until <= now) this.sources.delete(request.sourceId)
    else this.sources.set(request.sourceId, { ...request, until })
  }

  /** Whether any source is watched now. */
  any(now: number): boolean {
    for (const [sourceId, { until }] of this.sources) {
      if (until > now) return true
      this.sources.delete(sourceId)
    }
    return false
  }

  /** Those of the given sources that are watched now. */
  among(sourceIds: Iterable<string>, now: number): WatchedSource[] {
    if (!this.any(now)) return []
    const found: WatchedSource[] = []
    for (const sourceId of new Set(sourceIds)) {
      const watch = this.sources.get(sourceId)
      if (watch && watch.until > now) found.push({ sourceId, filters: watch.filters })
    }
    return found
  }
}
