import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { CircleCheck, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import {
  type FailedChoice,
  type FailedCode,
  type FailedDelivery,
  failedDeliveriesQuery,
  requeueFailed,
} from '../../api/destination-details.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { FilterSelect } from '../../components/filter-select.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { Checkbox } from '../../components/ui/checkbox.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { useMay } from '../../components/use-may.ts'
import { formatCount } from '../../format/format-count.ts'
import { RequeueProgress } from '../delivery/requeue-progress.tsx'
import { FailedDeliveryRow } from './failed-delivery-row.tsx'

const route = getRouteApi('/app/destinations/$destinationId/failed')

/** What was given up, with the last answer, to be looked at and sent again. */
export function FailedDeliveries() {
  const { destinationId } = route.useParams()
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <RequeueProgress destinationId={destinationId} />
      <FailedOnes destinationId={destinationId} />
    </div>
  )
}

function FailedOnes({ destinationId }: { destinationId: string }) {
  const { code } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery(failedDeliveriesQuery(destinationId, code))
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  if (error && data === undefined) {
    return (
      <Card>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Card>
    )
  }
  if (data === undefined) return <LoadingList />
  const failed = data.pages.flatMap((page) => page.failedDeliveries)
  const total = data.pages.at(-1)?.pagination.totalEntries ?? failed.length
  const codes = data.pages.at(-1)?.codes ?? []
  if (failed.length === 0 && code === undefined) {
    return (
      <Card>
        <EmptyState icon={CircleCheck} title="Nothing has failed">
          Events that the destination refuses, or does not take in time, are listed here for 30 days
          with its last answer, to be sent again.
        </EmptyState>
      </Card>
    )
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4" aria-busy={query.isPlaceholderData}>
      <CodeFilter
        codes={codes}
        value={code}
        onChange={(next) => void navigate({ search: { code: next }, replace: true })}
      />
      {failed.length === 0 ? (
        <Card>
          <EmptyState icon={CircleCheck} title="Nothing has failed with this code" />
        </Card>
      ) : (
        <FailedList
          key={code}
          destinationId={destinationId}
          failed={failed}
          total={total}
          {...(code !== undefined && { code })}
        />
      )}
      {hasNextPage && (
        <Button
          variant="secondary"
          className="justify-self-center"
          busy={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </div>
  )
}

interface CodeFilterProps {
  codes: readonly FailedCode[]
  value: string | undefined
  onChange: (code: string | undefined) => void
}

function CodeFilter({ codes, value, onChange }: CodeFilterProps) {
  return (
    <div className="flex">
      <FilterSelect
        label="Code"
        all="All codes"
        value={value}
        options={codes.map(({ code, count }) => ({
          value: code,
          name: `${code} (${formatCount(count)})`,
        }))}
        onChange={onChange}
      />
    </div>
  )
}

interface FailedListProps {
  destinationId: string
  failed: readonly FailedDelivery[]
  total: number
  /** What the list is limited to. */
  code?: string
}

function FailedList({ destinationId, failed, total, code }: FailedListProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const may = useMay()
  const { mutate, isPending } = useRequeue(destinationId, () => setChosen(new Set()))
  const confirm = useConfirm()
  // What was sent again meanwhile is not on the list any more.
  const selected = failed.filter(({ id }) => chosen.has(id)).map(({ id }) => id)
  const canEdit = may.some('write', 'destination')
  const toggle = (id: string) => {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  const requeueAll = async () => {
    const agreed = await confirm({
      title: `Send ${countOf(total)} again?`,
      description:
        'They leave this list and are tried anew, with the settings that hold now. What fails again comes back here.',
      action: 'Send all again',
    })
    if (agreed) mutate(code === undefined ? {} : { code })
  }
  const allChosen = selected.length === failed.length
  return (
    <Card>
      <h2 className="sr-only">Failed deliveries</h2>
      <div className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 border-b px-4 py-2.5">
        {canEdit && (
          <Checkbox
            aria-label="Select all that are shown"
            checked={allChosen ? true : selected.length > 0 ? 'indeterminate' : false}
            onCheckedChange={() => setChosen(new Set(allChosen ? [] : failed.map(({ id }) => id)))}
          />
        )}
        <p role="status" className="mr-auto text-sm font-medium">
          {selected.length > 0 ? `${formatCount(selected.length)} selected` : countOf(total)}
        </p>
        {canEdit && (
          <Button
            variant={selected.length > 0 ? 'primary' : 'secondary'}
            size="sm"
            busy={isPending}
            onClick={() => (selected.length > 0 ? mutate({ ids: selected }) : void requeueAll())}
          >
            {!isPending && <RotateCcw aria-hidden="true" />}
            {selected.length > 0 ? 'Send selected again' : 'Send all again'}
          </Button>
        )}
      </div>
      <ul className="divide-y">
        {failed.map((delivery) => (
          <FailedDeliveryRow
            key={delivery.id}
            delivery={delivery}
            chosen={chosen.has(delivery.id)}
            {...(canEdit && { onToggle: () => toggle(delivery.id) })}
          />
        ))}
      </ul>
    </Card>
  )
}

function useRequeue(destinationId: string, onDone: () => void) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (choice: FailedChoice) => requeueFailed(destinationId, choice),
    onSuccess: async (requeued) => {
      toast.success(
        requeued === 1
          ? 'One event is sent again.'
          : `${formatCount(requeued)} events are sent again.`,
      )
      onDone()
      await queryClient.invalidateQueries({ queryKey: ['destinations', destinationId] })
    },
  })
}

const countOf = (count: number): string =>
  count === 1 ? 'One failed delivery' : `${formatCount(count)} failed deliveries`

function LoadingList() {
  return (
    <Card role="status">
      <span className="sr-only">Loading</span>
      <div className="border-b px-4 py-2.5">
        <Skeleton className="h-9 w-64 max-w-full" />
      </div>
      <div className="grid gap-3 p-4">
        <Skeleton className="h-12" />
        <Skeleton className="h-12" />
        <Skeleton className="h-12" />
      </div>
    </Card>
  )
}
