import {
  LIVE_LOG_TIMEOUT_MS,
  type RecentEvents,
  type RecentRequest,
  type WatchedSource,
  type WatchRequest,
} from '../../worker/messages/live-rpc.ts'
import type { Unit } from '../outbox/work-queue.ts'
import { pause } from './pause.ts'
import { type RecentDeps, recentEvents } from './recent.ts'
import { WATCHED_RING_MS, Watched } from './watched.ts'

/** Searches that may wait for their turn; each holds up to a generation's text while it runs. */
const MAX_WAITING_SEARCHES = 32

export interface LiveLogDeps extends Omit<RecentDeps, 'pause'> {
  now(): number
}

/** The log's part of the live view: who watches what, and what came lately. */
export class LiveLog {
  private readonly watched = new Watched()
  private readonly deps: LiveLogDeps
  private lastSearch: Promise<unknown> = Promise.resolve()
  private searches = 0

  constructor(deps: LiveLogDeps) {
    this.deps = deps
  }

  watch(request: WatchRequest): void {
    this.watched.set(request, this.deps.now())
  }

  /** How often to ring at least; null while nobody watches. */
  hurryMs(): number | null {
    return this.watched.any(this.deps.now()) ? WATCHED_RING_MS : null
  }

  /** Which sources of the units somebody watches; nothing when none is. */
  watchedIn(units: readonly Unit[]): { watched?: WatchedSource[] } {
    const now = this.deps.now()
    if (!this.watched.any(now)) return {}
    const { unacked } = this.deps.generations
    const sources = units.flatMap(({ segment }) =>
      (unacked.get(segment)?.received ?? []).map(({ sourceId }) => sourceId),
    )
    const watched = this.watched.among(sources, now)
    return watched.length === 0 ? {} : { watched }
  }

  /** One at a time: a search reads whole segments and archive objects into memory. */
  async recent(request: RecentRequest): Promise<RecentEvents> {
    const { deps } = this
    const askedAt = deps.now()
    if (this.searches >= MAX_WAITING_SEARCHES) return nothingKnown(askedAt)
    this.searches++
    const search = this.lastSearch.then(() => {
      // Who asked waits no longer.
      const isLate = deps.now() - askedAt >= LIVE_LOG_TIMEOUT_MS
      return isLate ? nothingKnown(deps.now()) : recentEvents({ ...deps, pause }, request)
    })
    this.lastSearch = search.catch(() => {})
    try {
      return await search
    } finally {
      this.searches--
    }
  }
}

const nothingKnown = (now: number): RecentEvents => ({
  events: [],
  since: new Date(now).toISOString(),
})
