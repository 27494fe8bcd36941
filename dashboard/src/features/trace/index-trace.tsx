import { useQuery } from '@tanstack/react-query'
import { type TraceAnswer, traceQuery } from '../../api/traces.ts'
import { ErrorState } from '../../components/error-state.tsx'
import { Card } from '../../components/ui/card.tsx'
import { NotFound } from './not-found.tsx'
import { PartialSearch } from './partial-search.tsx'
import type { TraceSearchValues } from './trace-form.tsx'
import { TracePending } from './trace-pending.tsx'
import { TraceView } from './trace-view.tsx'
import { isFinal } from './trace-words.ts'

/** Soon while it is under way; rarely for what waits for its next try for hours. */
const REFRESH_MS = 2_000
const REFRESH_LATER_MS = 15_000
const SOON_UNTIL_MS = 120_000

export interface IndexTraceProps {
  messageId: string
  sourceId: string | undefined
  onGo: (values: TraceSearchValues) => void
}

/** By the index of recent ids, until nothing more happens to the event. */
export function IndexTrace({ messageId, sourceId, onGo }: IndexTraceProps) {
  const { data, error, refetch } = useQuery({
    ...traceQuery({ messageId, sourceId }),
    refetchInterval: ({ state }) => refreshAfter(state.data, Date.now()),
  })
  if (error && data === undefined) {
    return (
      <Card>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Card>
    )
  }
  if (data === undefined) return <TracePending />
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      {data.search.partial && <PartialSearch />}
      {data.traces.length === 0 ? (
        <NotFound messageId={messageId} sourceId={sourceId} onGo={onGo} />
      ) : (
        <Traces answer={data} />
      )}
    </div>
  )
}

export function refreshAfter(data: TraceAnswer | undefined, now: number): number | false {
  const open = data?.traces.filter((trace) => !isFinal(trace)) ?? []
  if (open.length === 0) return false
  const isRecent = open.some(({ receivedAt }) => now - Date.parse(receivedAt) < SOON_UNTIL_MS)
  return isRecent ? REFRESH_MS : REFRESH_LATER_MS
}

export function Traces({ answer: { traces } }: { answer: Pick<TraceAnswer, 'traces'> }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      {traces.length > 1 && (
        <p role="status" className="text-sm text-muted-foreground">
          {traces.length} calls came with this message id, newest first.
        </p>
      )}
      {traces.map((trace) => (
        <TraceView key={trace.acceptId} trace={trace} />
      ))}
    </div>
  )
}
