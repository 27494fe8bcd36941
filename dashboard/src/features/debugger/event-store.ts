import { isNews, mergeLists, mergeLive } from '../../../../worker/domain/live/merge-live.ts'
import type { LiveConnection, LiveEvent } from '../../api/live.ts'

/** As many as the service holds of a source. */
export const MAX_SHOWN = 500
/** How far back "busy" and "a second" look. */
const WINDOW_MS = 10_000

interface Batch {
  at: number
  seen: number
  skipped: number
  added: number
}

/** Everything the page shows of a source's events. Never changed, only replaced. */
export interface DebuggerState {
  connection: LiveConnection
  /** Newest first: what the table shows. */
  shown: readonly LiveEvent[]
  /** The same, with what came since the view was held. */
  latest: readonly LiveEvent[]
  /** New events stay out of `shown`. */
  held: boolean
  /** How many have come since then, also those that are out of `latest` again. */
  waiting: number
  /** A snapshot for the filter of now has come. */
  ready: boolean
  /** How far back it looked; null when it saw all that is held. */
  since: string | null
  /** How many events came while there was no connection, once that is known. */
  caughtUp: number | null
  batches: readonly Batch[]
}

export const EMPTY: DebuggerState = {
  connection: { kind: 'connecting', again: false },
  shown: [],
  latest: [],
  held: false,
  waiting: 0,
  ready: false,
  since: null,
  caughtUp: null,
  batches: [],
}

/** Another filter: what is shown stays until its snapshot is there. */
export const filterChanged = (state: DebuggerState): DebuggerState => ({
  ...state,
  ready: false,
  caughtUp: null,
  batches: [],
})

export interface SnapshotOf {
  /** It follows a time without a connection: what is new in it was caught up. */
  afterLoss: boolean
  /** Whether an event fits the filter of now: of two filters in a row, both snapshots come. */
  fits: (event: LiveEvent) => boolean
}

/** The first one for a filter replaces the list; later ones, on connecting again, only add to it. */
export function takeSnapshot(
  state: DebuggerState,
  { events, since }: { events: readonly LiveEvent[]; since: string | null },
  { afterLoss, fits }: SnapshotOf,
): DebuggerState {
  const fitting = events.filter(fits)
  if (!state.ready) {
    // A view that is held goes on from here: another filter asks for another list.
    const shown = mergeLists([fitting], MAX_SHOWN)
    return { ...state, shown, latest: shown, waiting: 0, ready: true, since, caughtUp: null }
  }
  const { latest, added } = merge(state.latest.filter(fits), fitting)
  const before = { ...state, shown: state.shown.filter(fits) }
  return { ...show(before, latest, added), since, caughtUp: afterLoss ? added : null }
}

export function takeEvents(
  state: DebuggerState,
  { events, seen, skipped }: { events: readonly LiveEvent[]; seen: number; skipped: number },
  now: number,
): DebuggerState {
  // They fit the filter before; the snapshot will have those that fit this one.
  if (!state.ready) return state
  const { latest, added } = merge(state.latest, events)
  const recent = state.batches.filter(({ at }) => at > now - WINDOW_MS)
  return {
    ...show(state, latest, added),
    batches: [...recent, { at: now, seen, skipped, added }],
  }
}

/** Stops the list from moving, or lets it go on with what has come meanwhile. */
export const hold = (state: DebuggerState, held: boolean): DebuggerState =>
  held ? { ...state, held } : { ...state, held, shown: state.latest, waiting: 0 }

/** What came stays away, as if it were a new page. */
export const clear = (state: DebuggerState): DebuggerState => ({
  ...state,
  shown: [],
  latest: [],
  waiting: 0,
  caughtUp: null,
})

/** How busy the source is: events a second, and which part of those that fit is shown. */
export function pace(
  { batches }: DebuggerState,
  now: number,
): { perSecond: number; oneIn: number | null } {
  const recent = batches.filter(({ at }) => at > now - WINDOW_MS)
  const sum = (pick: (batch: Batch) => number) => recent.reduce((total, it) => total + pick(it), 0)
  const skipped = sum((batch) => batch.skipped)
  const added = sum((batch) => batch.added)
  const [first] = recent
  // Of the first seconds alone, a rate would be a guess.
  const ms = first === undefined ? WINDOW_MS : Math.max(now - first.at, 1_000)
  return {
    perSecond: (sum((batch) => batch.seen) * 1_000) / ms,
    oneIn: skipped === 0 ? null : Math.max(2, Math.round((added + skipped) / Math.max(added, 1))),
  }
}

function merge(
  known: readonly LiveEvent[],
  incoming: readonly LiveEvent[],
): { latest: readonly LiveEvent[]; added: number } {
  if (incoming.length === 0) return { latest: known, added: 0 }
  const latest = keepUnchanged(known, mergeLists([known, incoming], MAX_SHOWN))
  const before = new Set(known.map(({ acceptId }) => acceptId))
  // An event that is older than all that is held is no news: it was shown, and left.
  const added = latest.filter(({ acceptId }) => !before.has(acceptId)).length
  return { latest, added }
}

/** Rows whose event says nothing new keep their object, and need not be drawn again. */
function keepUnchanged(known: readonly LiveEvent[], merged: readonly LiveEvent[]): LiveEvent[] {
  const byId = new Map(known.map((event) => [event.acceptId, event]))
  return merged.map((event) => {
    const before = byId.get(event.acceptId)
    return before !== undefined && !isNews(before, event) ? before : event
  })
}

function show(state: DebuggerState, latest: readonly LiveEvent[], added: number): DebuggerState {
  if (!state.held) return { ...state, latest, shown: latest }
  // What is shown stays in its place, and yet learns what became of it.
  const byId = new Map(latest.map((event) => [event.acceptId, event]))
  const shown = state.shown.map((event) => {
    const now = byId.get(event.acceptId)
    return now === undefined || now === event ? event : mergeLive(event, now)
  })
  return { ...state, latest, shown, waiting: state.waiting + added }
}
