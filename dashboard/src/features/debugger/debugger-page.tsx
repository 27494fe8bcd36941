import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { LiveEvent } from '../../api/live.ts'
import { currentWorkspace, meQuery } from '../../api/me.ts'
import { type SourceAnswer, sourceQuery } from '../../api/source-details.ts'
import { Notice } from '../../components/notice.tsx'
import { Card } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatMinute } from '../../format/format-date.ts'
import { ConnectionNotice } from './connection-notice.tsx'
import { ConnectionStatus } from './connection-status.tsx'
import { DebuggerToolbar, PlayButtons } from './debugger-toolbar.tsx'
import { EventDetails } from './event-details.tsx'
import { EventList } from './event-list.tsx'
import { type DebuggerState, pace } from './event-store.ts'
import { type DebuggerSearch, filterOf, hasFilter } from './filter-of.ts'
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
  const close = () => setSearch({ event: undefined, message: undefined })
  const opened = useOpened(state, search)
  const isOpen = search.event !== undefined || search.message !== undefined

  const togglePause = () => {
    setPaused(!paused)
    live.hold(!paused)
  }
  const step = (by: 1 | -1) => {
    const at = state.shown.findIndex(({ acceptId }) => acceptId === active)
    const next = state.shown[at < 0 ? 0 : at + by]
    if (next === undefined) return
    setActive(next.acceptId)
    if (isOpen) open(next)
  }
  useShortcuts({
    next: () => step(1),
    previous: () => step(-1),
    open: () => {
      const event = state.shown.find(({ acceptId }) => acceptId === active) ?? state.shown[0]
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

  const clearFilters = () => setSearch(NO_FILTER)
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
              active={active}
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
            onNext={() => step(1)}
            onPrevious={() => step(-1)}
            onFilter={setSearch}
            onClearFilters={clearFilters}
          />
        )}
      </div>
      <Keys />
    </div>
  )
}

const KEYS = [
  ['j k', 'move'],
  ['Enter', 'opens'],
  ['Esc', 'closes'],
  ['Space', 'pauses'],
  ['/', 'searches'],
] as const

/** For those who have a keyboard. */
function Keys() {
  return (
    <p className="hidden flex-wrap gap-x-4 text-xs text-muted-foreground lg:flex">
      {KEYS.map(([key, word]) => (
        <span key={key} className="flex items-center gap-1.5">
          <kbd className="rounded-sm border px-1.5 font-sans text-[0.6875rem]">{key}</kbd>
          {word}
        </span>
      ))}
    </p>
  )
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

function SampleNotice({ state, now }: { state: DebuggerState; now: number }) {
  const { oneIn } = pace(state, now)
  if (oneIn === null) return null
  return (
    <Notice tone="info">
      <strong className="font-semibold">Showing 1 in {oneIn}:</strong> this source is busy. Narrow
      the filter to see all that match.
    </Notice>
  )
}

function HowFarBack({ state, isFiltered }: { state: DebuggerState; isFiltered: boolean }) {
  if (state.since !== null) return `Searched back to ${formatMinute(state.since)}.`
  if (isFiltered) return 'These are all that fit, of the last 500 events.'
  return state.shown.length >= 500 ? 'The last 500 events are held here.' : 'Nothing older is held.'
}

function LoadingRows() {
  return (
    <div role="status" className="grid h-[max(22rem,calc(100dvh-25rem))] content-start gap-px">
      <span className="sr-only">Loading</span>
      {Array.from({ length: 8 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={index} className="flex h-[42px] items-center gap-4 border-b px-4">
          <Skeleton className="size-4 rounded-full" />
          <Skeleton className="h-4 w-14" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="h-4 w-10" />
        </div>
      ))}
    </div>
  )
}
