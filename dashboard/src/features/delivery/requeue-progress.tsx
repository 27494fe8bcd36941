import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { cancelRequeue, type RequeueJob, requeueJobsQuery } from '../../api/delivery-overview.ts'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { useMay } from '../../components/use-may.ts'
import { formatCount } from '../../format/format-count.ts'
import { isShown, progressOf, wordsOfJob } from './requeue-words.ts'

/**
 * How far failed deliveries are being sent again: with a bar and a way to stop while it runs, and for a while
 * afterwards how it went. Nothing otherwise.
 */
export function RequeueProgress({ destinationId }: { destinationId: string }) {
  const { data } = useQuery(requeueJobsQuery(destinationId))
  const job = data?.[0]
  useRefreshWhenDone(destinationId, job)
  if (job === undefined || !isShown(job, Date.now())) return null
  const share = progressOf(job)
  return (
    <Card className="grid gap-3 px-5 py-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-sm font-semibold">{wordsOfJob(job)}</h2>
          <p role="status" className="text-[0.8125rem] text-muted-foreground tabular-nums">
            {formatCount(job.done)} of {formatCount(job.total)} put back
            {job.endedAt !== null && (
              <>
                , <RelativeTime date={job.endedAt} />
              </>
            )}
          </p>
        </div>
        {job.state === 'running' && <Cancel destinationId={destinationId} jobId={job.id} />}
      </div>
      <div
        role="progressbar"
        aria-label="Sent again"
        aria-valuemin={0}
        aria-valuemax={job.total}
        aria-valuenow={job.done}
        className="h-2 overflow-hidden rounded-full bg-muted"
      >
        <div
          className="h-full rounded-full bg-primary transition-[width]"
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </Card>
  )
}

function Cancel({ destinationId, jobId }: { destinationId: string; jobId: string }) {
  const queries = useQueryClient()
  const may = useMay()
  const { mutate, isPending } = useMutation({
    mutationFn: () => cancelRequeue(destinationId, jobId),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['destinations', destinationId] }),
  })
  if (!may.some('write', 'destination')) return null
  return (
    <Button variant="secondary" size="sm" busy={isPending} onClick={() => mutate()}>
      Stop
    </Button>
  )
}

/** What was put back has left the failed list, and is counted elsewhere. */
function useRefreshWhenDone(destinationId: string, job: RequeueJob | undefined) {
  const queries = useQueryClient()
  const last = useRef<RequeueJob['state'] | undefined>(undefined)
  const state = job?.state
  useEffect(() => {
    if (last.current === 'running' && state !== 'running') {
      void queries.invalidateQueries({ queryKey: ['destinations', destinationId] })
    }
    last.current = state
  }, [state, destinationId, queries])
}
