import { useQuery } from '@tanstack/react-query'
import { type SourceAnswer, sourceStatusQuery } from '../../api/source-details.ts'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatCount } from '../../format/format-count.ts'
import { formatClock, hourToDate, previousHour } from '../../format/hours.ts'

const REFRESH_MS = 30_000

/** Whether events come, and when the last one did. */
export function SourceStatus({ source }: { source: Pick<SourceAnswer, 'id' | 'enabled'> }) {
  const { data: status, isError } = useQuery({
    ...sourceStatusQuery(source.id),
    refetchInterval: REFRESH_MS,
    enabled: source.enabled,
  })
  if (!source.enabled)
    return <StatusDot tone="off" title="Disabled" text="Its events are refused" />
  if (isError) return <StatusDot tone="off" title="Not known" text="The counts did not come" />
  if (status === undefined) {
    return (
      <span className="grid gap-1.5" role="status">
        <span className="sr-only">Loading</span>
        <Skeleton className="h-4 w-20" />
        <Skeleton className="h-3.5 w-28 max-w-full" />
      </span>
    )
  }
  const { lastEventAt, lastEventHour, lastHour } = status
  if (lastEventHour === null) {
    return <StatusDot tone="idle" title="No events yet" text="Waiting for the first one" />
  }
  if (lastHour.received === 0) {
    return (
      <StatusDot
        tone="idle"
        title="Quiet"
        text={
          <>
            Last event <RelativeTime date={lastEventAt ?? hourToDate(lastEventHour)} />
          </>
        }
      />
    )
  }
  const since = `${formatCount(lastHour.received)} since ${formatClock(previousHour(Date.now()))}`
  return lastHour.failedOnIngest > lastHour.passed ? (
    <StatusDot tone="bad" title="Failing" text={since} />
  ) : (
    <StatusDot tone="good" title="Receiving" text={since} />
  )
}
