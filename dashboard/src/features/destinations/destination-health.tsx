import { useQuery } from '@tanstack/react-query'
import {
  type DestinationAnswer,
  type DestinationStatus,
  destinationStatusQuery,
} from '../../api/destination-details.ts'
import { StatusDot, type StatusTone } from '../../components/status-dot.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatCount } from '../../format/format-count.ts'

const REFRESH_MS = 10_000

/** How deliveries are going, as the destination's log sees it. */
export function DestinationHealth({
  destination,
}: {
  destination: Pick<DestinationAnswer, 'id' | 'enabled'>
}) {
  const { data: status, isError } = useQuery({
    ...destinationStatusQuery(destination.id),
    refetchInterval: REFRESH_MS,
  })
  if (isError) return <StatusDot tone="off" title="Not known" text="Its log did not answer" />
  if (status === undefined) {
    return (
      <span className="grid gap-1.5" role="status">
        <span className="sr-only">Loading</span>
        <Skeleton className="h-4 w-20" />
        <Skeleton className="h-3.5 w-28 max-w-full" />
      </span>
    )
  }
  const { tone, title } = describe(status, destination.enabled)
  return <StatusDot tone={tone} title={title} text={details(status)} />
}

function describe(
  { breaker, awaitingRetry, pending, failed }: DestinationStatus,
  enabled: boolean,
): { tone: StatusTone; title: string } {
  if (!enabled) return { tone: 'off', title: 'Disabled' }
  if (breaker === 'open') return { tone: 'bad', title: 'Paused' }
  if (breaker === 'half-open') return { tone: 'waiting', title: 'Probing' }
  if (awaitingRetry > 0) return { tone: 'waiting', title: 'Retrying' }
  if (pending > 0) return { tone: 'good', title: 'Delivering' }
  if (failed > 0) return { tone: 'waiting', title: 'Needs a look' }
  return { tone: 'good', title: 'Up to date' }
}

function details({ pending, awaitingRetry, failed }: DestinationStatus): string {
  const parts = [
    [pending, 'pending'],
    [awaitingRetry, 'awaiting retry'],
    [failed, 'failed'],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([n, word]) => `${formatCount(n)} ${word}`)
  return said.join(', ') || 'Nothing is waiting'
}
