import { useQuery } from '@tanstack/react-query'
import { destinationStatusQuery } from '../../api/destination-details.ts'
import { Notice } from '../../components/notice.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'

const REFRESH_MS = 5_000

/** Says when a destination is left alone because it fails again and again; nothing otherwise. */
export function BreakerNotice({ destinationId }: { destinationId: string }) {
  const { data: status } = useQuery({
    ...destinationStatusQuery(destinationId),
    refetchInterval: REFRESH_MS,
  })
  if (status?.paused) {
    return (
      <Notice tone="warning">
        <strong className="font-semibold">Deliveries are paused</strong> since{' '}
        <RelativeTime date={status.paused.since} />: the partner refused the credentials (
        {status.paused.message || status.paused.reason}). Events wait here, and none is lost. Enter
        new credentials in the settings, and they are sent.
      </Notice>
    )
  }
  if (status === undefined || status.breaker === 'closed') return null
  return (
    <Notice tone="warning">
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
