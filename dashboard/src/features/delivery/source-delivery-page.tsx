import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { SquareArrowOutUpRight } from 'lucide-react'
import { type DestinationDelivery, deliveryOverviewsQuery } from '../../api/delivery-overview.ts'
import type { DestinationAnswer } from '../../api/destination-details.ts'
import { destinationsQuery } from '../../api/destinations.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Notice } from '../../components/notice.tsx'
import { TimeRangeSelect } from '../../components/time-range.tsx'
import { Card } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { DEFAULT_TIME_RANGE, type FineRange } from '../../format/time-range.ts'
import { sumSeries } from './chart-points.ts'
import { DeliveriesChart } from './deliveries-chart.tsx'
import { DestinationsTable } from './destinations-table.tsx'
import { stepsOf, sumSteps } from './step-list.ts'
import { StepTiles } from './step-tiles.tsx'

const route = getRouteApi('/app/sources/$sourceId/delivery')

/** What became of the events of a source, over all of its destinations and for each. */
export function SourceDeliveryPage() {
  const { sourceId } = route.useParams()
  const { range = DEFAULT_TIME_RANGE } = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch } = useQuery(destinationsQuery())
  const mine = data?.filter((destination) => destination.sourceId === sourceId)
  if (mine === undefined) {
    return error ? (
      <Card>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Card>
    ) : (
      <Loading />
    )
  }
  if (mine.length === 0) {
    return (
      <Card>
        <EmptyState icon={SquareArrowOutUpRight} title="Its events go nowhere yet">
          With a destination, this page says what becomes of every event on its way there.{' '}
          <Link
            to="/destinations/catalog"
            search={{ source: sourceId }}
            className="rounded-sm font-medium text-primary underline underline-offset-4"
          >
            Add one
          </Link>
        </EmptyState>
      </Card>
    )
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <div className="flex flex-wrap items-center justify-end gap-x-4 gap-y-2">
        <p className="mr-auto text-sm text-muted-foreground">
          Over all destinations: an event for three of them counts three times
        </p>
        <TimeRangeSelect
          fine
          value={range}
          onChange={(next) => void navigate({ search: { range: next }, replace: true })}
        />
      </div>
      <AllDestinations destinations={mine} range={range} />
    </div>
  )
}

interface AllDestinationsProps {
  destinations: readonly DestinationAnswer[]
  range: FineRange
}

function AllDestinations({ destinations, range }: AllDestinationsProps) {
  const ids = destinations.map(({ id }) => id)
  const { data, isPlaceholderData } = useQuery(deliveryOverviewsQuery(ids, range))
  if (data === undefined) return <Loading />
  const known = data.flatMap(({ overview }) => overview ?? [])
  const [first] = known
  const steps = sumSteps(known.map((overview) => overview.steps))
  const before = sumSteps(known.map(({ stepsBefore }) => stepsBefore))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6" aria-busy={isPlaceholderData}>
      <Silent destinations={destinations} answers={data} />
      {steps !== null && <StepTiles steps={stepsOf(steps, before)} />}
      {first !== undefined && (
        <DeliveriesChart
          series={sumSeries(known.map(({ series }) => series))}
          granularity={first.granularity}
        />
      )}
      <DestinationsTable destinations={destinations} answers={data} range={range} />
    </div>
  )
}

interface SilentProps {
  destinations: readonly DestinationAnswer[]
  answers: readonly DestinationDelivery[]
}

/** Sums without a part of them would be wrong without a word. */
function Silent({ destinations, answers }: SilentProps) {
  const silent = answers.filter(({ overview }) => overview === null)
  if (silent.length === 0) return null
  const names = silent.map(
    ({ destinationId }) =>
      destinations.find(({ id }) => id === destinationId)?.name ?? destinationId,
  )
  return (
    <Notice tone="warning">
      The log of {names.join(', ')} did not answer: what is shown is without it. It is asked again.
    </Notice>
  )
}

function Loading() {
  return (
    <div className="grid gap-6">
      <StepTiles steps={undefined} />
      <Skeleton className="h-80 w-full" />
      <Skeleton className="h-48 w-full" />
    </div>
  )
}
