import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { compileFilter } from '../../../../worker/domain/live/live-filter.ts'
import { type LiveFilter, openLive } from '../../api/live.ts'
import type { LiveClient } from '../../api/live-client.ts'
import {
  clear,
  type DebuggerState,
  EMPTY,
  filterChanged,
  hold,
  takeEvents,
  takeSnapshot,
} from './event-store.ts'

/** Batches of several logs come close together: they are drawn together. */
const DRAW_EVERY_MS = 100

export interface LiveEvents {
  state: DebuggerState
  /** Stops the list, or lets it go on. */
  hold: (held: boolean) => void
  /** Lets in what waits, and stays held. */
  letIn: () => void
  clear: () => void
  retry: () => void
}

/** The events of a source as they come, for as long as the page is there. */
export function useLiveEvents(
  sourceId: string,
  workspaceId: string,
  filter: LiveFilter,
): LiveEvents {
  const [store] = useState(createStore)
  const client = useRef<LiveClient | undefined>(undefined)
  const key = JSON.stringify(filter)
  // The first filter goes with the connection, each later one by itself.
  const latest = useRef(filter)
  useEffect(() => {
    latest.current = JSON.parse(key) as LiveFilter
    if (client.current === undefined) return
    store.update(filterChanged)
    client.current.watch(latest.current)
  }, [key, store])
  useEffect(() => {
    store.update(() => EMPTY)
    const opened = openLive(
      { sourceId, workspaceId, filter: latest.current },
      {
        onConnection: (connection) => store.update((state) => ({ ...state, connection })),
        onSnapshot: (snapshot, afterLoss) =>
          store.update((state) =>
            takeSnapshot(state, snapshot, { afterLoss, fits: compileFilter(latest.current) }),
          ),
        onEvents: (batch) => store.updateSoon((state) => takeEvents(state, batch, Date.now())),
      },
    )
    client.current = opened
    return () => {
      client.current = undefined
      opened.close()
    }
  }, [sourceId, workspaceId, store])
  const state = useSyncExternalStore(store.subscribe, store.get)
  const actions = useMemo(
    () => ({
      hold: (held: boolean) => store.update((before) => hold(before, held)),
      letIn: () => store.update((before) => hold(hold(before, false), before.held)),
      clear: () => store.update(clear),
      retry: () => client.current?.retry(),
    }),
    [store],
  )
  return { state, ...actions }
}

type Change = (state: DebuggerState) => DebuggerState

function createStore() {
  let state = EMPTY
  let timer: ReturnType<typeof setTimeout> | undefined
  let drawnAt = 0
  const watchers = new Set<() => void>()
  /** What is drawn; `state` may be a little ahead of it. */
  let drawn = state
  const draw = () => {
    clearTimeout(timer)
    timer = undefined
    drawnAt = Date.now()
    if (drawn === state) return
    drawn = state
    for (const tell of watchers) tell()
  }
  return {
    get: () => drawn,
    subscribe: (tell: () => void) => {
      watchers.add(tell)
      return () => {
        watchers.delete(tell)
      }
    },
    update: (change: Change) => {
      state = change(state)
      draw()
    },
    updateSoon: (change: Change) => {
      state = change(state)
      if (timer !== undefined) return
      const wait = drawnAt + DRAW_EVERY_MS - Date.now()
      if (wait <= 0) draw()
      else timer = setTimeout(draw, wait)
    },
  }
}
