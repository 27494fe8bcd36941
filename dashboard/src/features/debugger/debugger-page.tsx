import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { LiveEvent } from '../../api/live.ts'
import { currentWorkspace, meQuery } from '../../api/me.ts'
import { type SourceAnswer, sourceQuery } from '../../api/source-details.ts'
import { Card } from '../../components/ui/card.tsx'
import { ConnectionNotice } from './connection-notice.tsx'
import { ConnectionStatus } from './connection-status.tsx'
import { DebuggerToolbar, PlayButtons } from './debugger-toolbar.tsx'
import { EventDetails } from './event-details.tsx'
import { EventList } from './event-list.tsx'
import type { DebuggerState } from './event-store.ts'
import { type DebuggerSearch, filterOf, hasFilter } from './filter-of.ts'
import { HowFarBack, Keys, LoadingRows, SampleNotice } from './list-notes.tsx'
import { useLiveEvents } from './use-live-events.ts'
import { useNow } from './use-now.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { NothingFits, WaitingForEvents } from './waiting-for-events.tsx'

const route = getRouteApi('/app/sources/$sourceId/debugger')
const NO_FILTER = {
  q: undefined,
  type: undefined,
  state: undefined,
  name: undefined,
  user: undefined,
}

export function DebuggerPage() {
  const { sourceId } = route.useParams()
  const { data: source } = useSuspenseQuery(sourceQuery(sourceId))
  const { data: me } = useQuery(meQuery())
  const workspace = me ? currentWorkspace(me) : undefined
  if (workspace === undefined) return null
  return <Debugger key={sourceId} source={source} workspaceId={workspace.id} />
}

/** What a source sends, as it comes. */
function Debugger({ source, workspaceId }: { source: SourceAnswer; workspaceId: string }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const filter = filterOf(search)
  const live = useLiveEvents(source.id, workspaceId, filter)
  const { state } = live
  useLeaveWithSession(state)
  const now = useNow()
  const [paused, setPaused] = useState(false)
  const [active, setActive] = useState<string>()
  const searchBox = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)

  const setSearch = useCallback(
    (change: Partial<DebuggerSearch>) =>
      void navigate({
        search: (before) => ({ ...before, ...change }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  const open = useCallback(
    (event: LiveEvent) => {
      setActive(event.acceptId)
      setSearch({ event: event.acceptId, message: event.messageId || undefined })
    },
    [setSearch],
  )
  const close = useCallback(() => setSearch({ event: undefined, message: undefined }), [setSearch])
  const clearFilters = useCallback(() => setSearch(NO_FILTER), [setSearch])
  const opened = useOpened(state, search)
  const isOpen = search.event !== undefined || search.message !== undefined

  const togglePause = () => {
    setPaused(!paused)
    live.hold(!paused)
  }
  // Scrolling held the list, and then there was nothing left to scroll.
  const isStuck = state.held && !paused && state.shown.length === 0
  useEffect(() => {
    if (isStuck) live.hold(false)
  }, [isStuck, live.hold])

  const current = active ?? opened?.acceptId
  const step = (by: 1 | -1) => {
    const at = state.shown.findIndex(({ acceptId }) => acceptId === current)
    const next = state.shown[at < 0 ? 0 : at + by]
    if (next === undefined) return
    setActive(next.acceptId)
    if (isOpen) open(next)
  }
  const [showNext, showPrevious] = useSteps(step)
  useShortcuts({
    next: () => step(1),
    previous: () => step(-1),
    open: () => {
      const event = state.shown.find(({ acceptId }) => acceptId === current) ?? state.shown[0]
      if (event === undefined) return
      open(event)
      // After it is drawn, who hears the page is taken to it.
      setTimeout(() => heading.current?.focus({ preventScroll: true }))
    },
    close: () => {
      if (isOpen) close()
    },
    togglePause,
    search: () => searchBox.current?.querySelector('input')?.focus(),
  })

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 className="sr-only">Debugger</h2>
      <DebuggerToolbar search={search} onSearch={setSearch} searchBox={searchBox} />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <ConnectionStatus state={state} paused={paused} now={now} />
        <PlayButtons
          paused={paused}
          waiting={state.waiting}
          onToggle={togglePause}
          onClear={live.clear}
        />
      </div>
      <ConnectionNotice connection={state.connection} onRetry={live.retry} />
      <SampleNotice state={state} now={now} />
      <div className="flex items-start gap-4">
        <Card className="min-w-0 flex-1 overflow-hidden">
          {state.shown.length > 0 ? (
            <EventList
              events={state.shown}
              active={current}
              open={opened?.acceptId}
              now={now}
              waiting={state.waiting}
              onOpen={open}
              onLetIn={live.letIn}
              onScrolled={(isAway) => {
                if (!paused && isAway !== state.held) live.hold(isAway)
              }}
              footer={<HowFarBack state={state} isFiltered={hasFilter(filter)} />}
            />
          ) : !state.ready ? (
            <LoadingRows />
          ) : hasFilter(filter) ? (
            <NothingFits onClear={clearFilters} />
          ) : (
            <WaitingForEvents sourceId={source.id} maySetUp={source.writeKeys.length > 0} />
          )}
        </Card>
        {isOpen && (
          <EventDetails
            event={opened}
            isReady={state.ready}
            source={source}
            messageId={search.message}
            isFiltered={hasFilter(filter)}
            heading={heading}
            onClose={close}
            onNext={showNext}
            onPrevious={showPrevious}
            onFilter={setSearch}
            onClearFilters={clearFilters}
          />
        )}
      </div>
      <Keys />
    </div>
  )
}

/** The same two functions for as long as the page lives: the open event is not drawn anew for each that comes. */
function useSteps(step: (by: 1 | -1) => void): [() => void, () => void] {
  const latest = useRef(step)
  useEffect(() => {
    latest.current = step
  })
  const next = useCallback(() => latest.current(1), [])
  const previous = useCallback(() => latest.current(-1), [])
  return [next, previous]
}

/** A session that is over for the live events is over for the page: asked again, it leads to the sign-in. */
function useLeaveWithSession({ connection }: DebuggerState): void {
  const queryClient = useQueryClient()
  const isOver = connection.kind === 'ended' && connection.why === 'sign-in'
  useEffect(() => {
    if (isOver) void queryClient.invalidateQueries({ queryKey: meQuery().queryKey })
  }, [isOver, queryClient])
}

/** The event that the address names. Once found it stays, also when it leaves the list. */
function useOpened(
  { latest, shown }: DebuggerState,
  { event, message }: DebuggerSearch,
): LiveEvent | undefined {
  const last = useRef<LiveEvent | undefined>(undefined)
  const isIt = (one: LiveEvent) =>
    event !== undefined
      ? one.acceptId === event
      : message !== undefined && one.messageId === message
  const found = latest.find(isIt) ?? shown.find(isIt)
  const opened =
    found ?? (last.current !== undefined && isIt(last.current) ? last.current : undefined)
  useEffect(() => {
    last.current = opened
  }, [opened])
  return opened
}
