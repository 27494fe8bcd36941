import type { LiveEvent, LiveFilter } from './live-event.ts'
import { compileFilter, filterKey } from './live-filter.ts'

/** What one pipeline run may send to the watchers of one source. */
export const MAX_FRAME_EVENTS = 100
export const MAX_FRAME_CHARS = 256_000

export interface PickedFrames {
  seen: number
  /** How many fit each filter, by `filterKey`. */
  matched: Record<string, number>
  /** Oldest first. */
  events: LiveEvent[]
}

/**
 * The part of a run's events that watchers are sent: only what fits one of their filters, the newest of
 * it. The filter that fewest events fit comes first, so that a watcher of one user sees that user
 * beside one who watches everything.
 */
export function pickFrames(
  events: readonly LiveEvent[],
  filters: readonly LiveFilter[],
  limits = { events: MAX_FRAME_EVENTS, chars: MAX_FRAME_CHARS },
): PickedFrames {
  const wanted: readonly LiveFilter[] = filters.length === 0 ? [{}] : filters
  const fitting = wanted
    .map((filter) => ({ key: filterKey(filter), events: events.filter(compileFilter(filter)) }))
    .sort((a, b) => a.events.length - b.events.length)
  const picked = new Set<LiveEvent>()
  let chars = 0
  for (const { events: fit } of fitting) {
    for (let i = fit.length - 1; i >= 0; i--) {
      const event = fit[i] as LiveEvent
      if (picked.has(event)) continue
      const size = event.json?.length ?? 0
      if (picked.size >= limits.events || chars + size > limits.chars) break
      chars += size
      picked.add(event)
    }
  }
  return {
    seen: events.length,
    matched: Object.fromEntries(fitting.map(({ key, events: fit }) => [key, fit.length])),
    events: events.filter((event) => picked.has(event)),
  }
}
