import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ChartNoAxesColumn, RotateCcw } from 'lucide-react'
import {
  type DeliveryOverviewAnswer,
  deliveryOverviewQuery,
  type SampleOutcome,
} from '../../api/delivery-overview.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { TimeRangeSelect } from '../../components/time-range.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { useMay } from '../../components/use-may.ts'
import { DEFAULT_TIME_RANGE, phraseOfRange } from '../../format/time-range.ts'
import { Breakdown } from './breakdown.tsx'
import { DeliveriesChart } from './deliveries-chart.tsx'
import { LatencyCard } from './latency-card.tsx'
import { RequeueProgress } from './requeue-progress.tsx'
import { SamplesSheet } from './samples-sheet.tsx'
import { stepsOf } from './step-list.ts'
import { REASONED, type ReasonedStep, StepReasons } from './step-reasons.tsx'
import { StepTiles } from './step-tiles.tsx'
import { useRequeue } from './use-requeue.ts'

const route = getRouteApi('/app/destinations/$destinationId/delivery')

/** What became of everything that was to go to a destination. */
export function DeliveryPage() {
  const { destinationId } = route.useParams()
  const search = route.useSearch()
  const { range = DEFAULT_TIME_RANGE, outcome, code } = search
  const navigate = route.useNavigate()
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const { data, error, isPlaceholderData, refetch } = useQuery(
    deliveryOverviewQuery(destinationId, range),
  )
  return (
    <div
      className="grid grid-cols-[minmax(0,1fr)] gap-6"
      aria-busy={data === undefined || isPlaceholderData}
    >
      <div className="flex flex-wrap items-center justify-end gap-x-4 gap-y-2">
        <p className="mr-auto text-sm text-muted-foreground">By the time events were received</p>
        <TimeRangeSelect fine value={range} onChange={(next) => set({ range: next })} />
      </div>
      <RequeueProgress destinationId={destinationId} />
      {data === undefined ? (
        error ? (
          <Card>
            <ErrorState error={error} onRetry={() => void refetch()} />
          </Card>
        ) : (
          <LoadingPage />
        )
      ) : (
        <Overview destinationId={destinationId} overview={data} />
      )}
      {outcome !== undefined && (
        <SamplesSheet
          destinationId={destinationId}
          outcome={outcome}
          code={code ?? ''}
          onClose={() => set({ outcome: undefined, code: undefined })}
        />
      )}
    </div>
  )
}

interface OverviewProps {
  destinationId: string
  overview: DeliveryOverviewAnswer
}

function Overview({ destinationId, overview }: OverviewProps) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const requeue = useRequeue(destinationId)
  const mayRequeue = useMay().some('write', 'destination')
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const { steps, stepsBefore } = overview
  const step = search.step ?? firstReasoned(overview)
  const openSamples = (outcome: SampleOutcome, code: string) => set({ outcome, code })
  if ((steps.passed ?? steps.routed) === 0) {
    return <NothingPassed destinationId={destinationId} />
  }
  const failed = steps.failedDelivery
  return (
    <>
      <StepTiles
        steps={stepsOf(steps, stepsBefore)}
        open={step}
        withReasons={REASONED_STEPS}
        onOpen={(next) => set({ step: isReasoned(next) ? next : undefined })}
      />
      {step !== undefined && (
        <StepReasons
          step={step}
          steps={steps}
          onSamples={openSamples}
          {...(mayRequeue && {
            onRequeue: (code: string) =>
              void requeue.ask(code, failed.reasons.find((it) => it.code === code)?.count ?? 0),
          })}
        />
      )}
      {failed.count > 0 && (
        <div className="flex flex-wrap items-center justify-end gap-x-4 gap-y-2">
          <Button asChild variant="link" size="inline">
            <Link to="/destinations/$destinationId/failed" params={{ destinationId }}>
              Choose from the failed list
            </Link>
          </Button>
          {mayRequeue && (
            <Button
              variant="secondary"
              size="sm"
              busy={requeue.isPending}
              onClick={() => void requeue.ask(undefined, failed.count)}
            >
              {!requeue.isPending && <RotateCcw aria-hidden="true" />}
              Send all failed ones again
            </Button>
          )}
        </div>
      )}
      <DeliveriesChart series={overview.series} granularity={overview.granularity} />
      <LatencyCard overview={overview} />
      <Breakdown
        overview={overview}
        by={search.by ?? 'event'}
        onBy={(by) => set({ by: by === 'event' ? undefined : by })}
        onSamples={openSamples}
      />
    </>
  )
}

const isReasoned = (step: string | undefined): step is ReasonedStep =>
  step !== undefined && Object.hasOwn(REASONED, step)
const REASONED_STEPS = Object.keys(REASONED).filter(isReasoned)

/** What needs a look comes first: what failed, then what waits. */
const firstReasoned = ({ steps }: DeliveryOverviewAnswer): ReasonedStep | undefined =>
  (['failedDelivery', 'awaitingRetry', 'filteredAtDestination'] as const).find(
    (step) => steps[step].count > 0,
  )

function NothingPassed({ destinationId }: { destinationId: string }) {
  const { range = DEFAULT_TIME_RANGE } = route.useSearch()
  return (
    <Card>
      <EmptyState
        icon={ChartNoAxesColumn}
        title={`Nothing was to be delivered ${phraseOfRange(range)}`}
        action={
          <Button asChild variant="secondary">
            <Link to="/destinations/$destinationId/test" params={{ destinationId }}>
              Send a test event
            </Link>
          </Button>
        }
      >
        Look further back, or send an event from its source. Test events are not counted here.
      </EmptyState>
    </Card>
  )
}

function LoadingPage() {
  return (
    <>
      <StepTiles steps={undefined} />
      <Skeleton className="h-80 w-full" />
      <Skeleton className="h-72 w-full" />
    </>
  )
}
