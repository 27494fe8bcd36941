import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { destinationStatusQuery, resumeDestination } from '../../api/destination-details.ts'
import { Notice } from '../../components/notice.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Button } from '../../components/ui/button.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { useMay } from '../../components/use-may.ts'

const REFRESH_MS = 5_000

/** Says when a destination is left alone because it fails again and again; nothing otherwise. */
export function BreakerNotice({
  destinationId,
  className,
}: {
  destinationId: string
  className?: string
}) {
  const look = className === undefined ? {} : { className }
  const { data: status } = useQuery({
    ...destinationStatusQuery(destinationId),
    refetchInterval: REFRESH_MS,
  })
  if (status?.paused) {
    return (
      <Notice tone="warning" {...look}>
        <strong className="font-semibold">Deliveries are paused</strong> since{' '}
        <RelativeTime date={status.paused.since} />: the partner refused the credentials (
        {status.paused.message || status.paused.reason}). Events wait here, and none is lost. Enter
        new credentials in the settings, and they are sent.
        <PauseActions destinationId={destinationId} />
      </Notice>
    )
  }
  if (status === undefined || status.breaker === 'closed') return null
  return (
    <Notice tone="warning" {...look}>
      {status.breaker === 'open' ? (
        <>
          <strong className="font-semibold">Deliveries are paused.</strong> This destination failed
          again and again, so its events wait here.
          {status.probeAt !== null && (
            <>
              {' '}
              The next try is <RelativeTime date={status.probeAt} />.
            </>
          )}
        </>
      ) : (
        <>
          <strong className="font-semibold">Trying again.</strong> One delivery is under way; when
          it succeeds, the others follow.
        </>
      )}
    </Notice>
  )
}

function PauseActions({ destinationId }: { destinationId: string }) {
  const may = useMay()
  const queryClient = useQueryClient()
  const resume = useMutation({
    mutationFn: () => resumeDestination(destinationId),
    onSuccess: (status) => {
      queryClient.setQueryData(destinationStatusQuery(destinationId).queryKey, status)
      toast.success(
        'Trying again. If the credentials are refused once more, deliveries pause anew.',
      )
    },
  })
  if (!may.some('write', 'destination')) return null
  return (
    <div className="mt-2 flex flex-wrap gap-2">
      <Button asChild size="sm" variant="secondary">
        <Link to="/destinations/$destinationId/settings" params={{ destinationId }}>
          Open the settings
        </Link>
      </Button>
      <Button size="sm" variant="secondary" busy={resume.isPending} onClick={() => resume.mutate()}>
        Try again now
      </Button>
    </div>
  )
}
