import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { useEffect, useState } from 'react'
import { dayTraceQuery, type Trace, type TraceAnswer } from '../../api/traces.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent } from '../../components/ui/card.tsx'
import { formatCount } from '../../format/format-count.ts'
import { formatUtcDay, neighbour } from './days.ts'
import { Traces } from './index-trace.tsx'
import { Reason, Reasons } from './not-found.tsx'
import { PartialSearch } from './partial-search.tsx'
import type { TraceSearchValues } from './trace-form.tsx'

export interface DaySearchProps {
  messageId: string
  sourceId: string | undefined
  day: string
  onGo: (values: TraceSearchValues) => void
}

/** Searches the archive of a day, some objects at a time, until the event is found or the reader stops it. */
export function DaySearch({ messageId, sourceId, day, onGo }: DaySearchProps) {
  const options = dayTraceQuery({ messageId, sourceId, day })
  const query = useInfiniteQuery(options)
  const queryClient = useQueryClient()
  const [mode, setMode] = useState<'first' | 'all' | 'stopped'>('first')
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = query
  const traces = found(data?.pages ?? [])
  const goesOn =
    mode !== 'stopped' && hasNextPage && error === null && (mode === 'all' || traces.length === 0)
  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage()
  }, [goesOn, isFetching, fetchNextPage])
  const stop = () => {
    setMode('stopped')
    void queryClient.cancelQueries({ queryKey: options.queryKey })
  }
  const isSearching = goesOn || (isFetching && mode !== 'stopped')
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <Progress
        day={day}
        last={data?.pages.at(-1)}
        isSearching={isSearching}
        isFound={traces.length > 0}
        canGoOn={hasNextPage || data === undefined}
        onStop={stop}
        onGoOn={() => {
          setMode('all')
          if (data === undefined) void refetch()
        }}
      />
      {data?.pages.some(({ search }) => search.partial) && <PartialSearch />}
      {error !== null && (
        <Card>
          <ErrorState
            error={error}
            onRetry={() => void (data === undefined ? refetch() : fetchNextPage())}
          />
        </Card>
      )}
      {traces.length > 0 && <Traces answer={{ traces }} />}
      {traces.length === 0 && data !== undefined && !hasNextPage && !isFetching && (
        <NotThatDay messageId={messageId} sourceId={sourceId} day={day} onGo={onGo} />
      )}
    </div>
  )
}

/** A page may come twice: what it found counts once. */
function found(pages: readonly TraceAnswer[]): Trace[] {
  const traces = new Map(
    pages.flatMap((page) => page.traces.map((trace) => [trace.acceptId, trace])),
  )
  return [...traces.values()]
}

interface ProgressProps {
  day: string
  last: TraceAnswer | undefined
  isSearching: boolean
  isFound: boolean
  canGoOn: boolean
  onStop: () => void
  onGoOn: () => void
}

function Progress(props: ProgressProps) {
  const { day, last, isSearching, isFound, canGoOn, onStop, onGoOn } = props
  const { searched = 0, total = 0 } = last?.search ?? {}
  const share = total === 0 ? (isSearching ? 0 : 100) : Math.round((searched / total) * 100)
  const objects = `${formatCount(searched)} of ${formatCount(total)} archived objects`
  return (
    <Card>
      <CardContent className="flex flex-wrap items-center gap-x-5 gap-y-3 py-4">
        <div className="min-w-0 flex-1 basis-64">
          <p role="status" className="text-sm font-medium">
            {isSearching
              ? `Searching ${formatUtcDay(day)}`
              : canGoOn
                ? isFound
                  ? `Found on ${formatUtcDay(day)}`
                  : `Stopped searching ${formatUtcDay(day)}`
                : `Searched all of ${formatUtcDay(day)}`}
          </p>
          <div
            role="progressbar"
            aria-label={`Search of ${formatUtcDay(day)}`}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={share}
            aria-valuetext={objects}
            className="mt-2 h-1.5 overflow-hidden rounded-full bg-muted"
          >
            <div
              className="h-full rounded-full bg-primary transition-[width]"
              style={{ width: `${share}%` }}
            />
          </div>
          <p className="mt-1.5 text-[0.8125rem] text-muted-foreground tabular-nums">{objects}</p>
        </div>
        {isSearching ? (
          <Button variant="secondary" size="sm" onClick={onStop}>
            Stop
          </Button>
        ) : (
          canGoOn && (
            <Button variant="secondary" size="sm" onClick={onGoOn}>
              Search the rest of the day
            </Button>
          )
        )}
      </CardContent>
    </Card>
  )
}

function NotThatDay({ messageId, sourceId, day, onGo }: DaySearchProps) {
  const before = neighbour(day, -1)
  const after = neighbour(day, 1)
  const today = new Date().toISOString().slice(0, 10)
  const go = (other: string) => onGo({ id: messageId, day: other, source: sourceId })
  return (
    <Card>
      <EmptyState
        icon={SearchX}
        title={`Not received on ${formatUtcDay(day)}`}
        action={
          <>
            <Button variant="secondary" onClick={() => go(before)}>
              {formatUtcDay(before)}
            </Button>
            {after <= today && (
              <Button variant="secondary" onClick={() => go(after)}>
                {formatUtcDay(after)}
              </Button>
            )}
            <Button onClick={() => onGo({ id: messageId, source: sourceId })}>
              Search recent events
            </Button>
          </>
        }
      >
        No archived event of that day has this message id.
      </EmptyState>
      <Reasons>
        <Reason title="Days are UTC days.">
          An event of the evening may have been received on the next one. The time of the call is
          not what counts, but when it arrived.
        </Reason>
        <Reason title="The last minutes are not archived yet.">
          Events of the last day are found without a day, in the index of recent ids.
        </Reason>
      </Reasons>
    </Card>
  )
}
