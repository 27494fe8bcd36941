import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ChartNoAxesColumn } from 'lucide-react'
import {
  type BooksAnswer,
  booksQuery,
  COUNTS_REFRESH_MS,
  type DestinationBooksAnswer,
} from '../../api/books.ts'
import { destinationQuery } from '../../api/destination-details.ts'
import { type CountRow, CountTable } from '../../components/count-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Stat, Stats } from '../../components/stat.tsx'
import { TimeChart, type TimeChartSeries } from '../../components/time-chart.tsx'
import { TimeRangeSelect } from '../../components/time-range.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { toBars } from '../../format/hours.ts'
import { DEFAULT_TIME_RANGE, phraseOfRange, type TimeRange } from '../../format/time-range.ts'

const CHART_HEIGHT = 240
const SERIES: readonly TimeChartSeries[] = [
  { key: 'delivered', label: 'Delivered', color: 1 },
  { key: 'failed', label: 'Failed delivery', color: 2 },
  { key: 'waiting', label: 'Pending or awaiting retry', color: 3 },
  { key: 'filtered', label: 'Filtered', color: 4 },
]

const route = getRouteApi('/app/destinations/$destinationId/')

export function DestinationOverview() {
  const { destinationId } = route.useParams()
  const { range = DEFAULT_TIME_RANGE } = route.useSearch()
  const navigate = route.useNavigate()
  const { data: destination } = useSuspenseQuery(destinationQuery(destinationId))
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...booksQuery(range, destination.sourceId),
    refetchInterval: COUNTS_REFRESH_MS,
  })
  if (error && data === undefined) {
    return (
      <Card>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Card>
    )
  }
  const books = data?.destinations.find((entry) => entry.destinationId === destinationId)
  return (
    <div className="grid gap-6" aria-busy={data === undefined || isPlaceholderData}>
      <div className="flex items-center justify-end gap-4">
        <Button asChild variant="link" size="inline">
          <Link to="/books" search={{ destination: destinationId, range }}>
            Open the books
          </Link>
        </Button>
        <TimeRangeSelect
          value={range}
          onChange={(next) => void navigate({ search: { range: next }, replace: true })}
        />
      </div>
      <DeliveryStats loaded={data !== undefined} books={books} />
      <DeliveriesOverTime destinationId={destinationId} range={range} answer={data} books={books} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <CountTable
          title="What it answered"
          column="Code"
          rows={data && answerRows(books)}
          empty="Nothing has been sent."
        />
        <CountTable
          title="Filtered, and why"
          column="Reason"
          rows={data && filterRows(books)}
          empty="Nothing was filtered."
        />
      </div>
    </div>
  )
}

interface DeliveryStatsProps {
  loaded: boolean
  books: DestinationBooksAnswer | undefined
}

function DeliveryStats({ loaded, books }: DeliveryStatsProps) {
  const value = (count: number | undefined) => (loaded ? (count ?? 0) : undefined)
  const { outcomes } = books ?? {}
  return (
    <Stats>
      <Stat label="Routed" value={value(books?.routed)} />
      <Stat label="Delivered" value={value(outcomes?.delivered.count)} color={1} />
      <Stat label="Failed delivery" value={value(outcomes?.['failed delivery'].count)} color={2} />
      <Stat label="Pending" value={value(outcomes?.pending.count)} color={3} />
      <Stat label="Awaiting retry" value={value(outcomes?.['awaiting retry'].count)} color={3} />
      <Stat
        label="Filtered"
        value={value(
          (books?.['filtered at destination'].count ?? 0) +
            (outcomes?.['filtered in attempt'].count ?? 0),
        )}
        color={4}
      />
    </Stats>
  )
}

interface DeliveriesOverTimeProps {
  destinationId: string
  range: TimeRange
  answer: BooksAnswer | undefined
  books: DestinationBooksAnswer | undefined
}

function DeliveriesOverTime({ destinationId, range, answer, books }: DeliveriesOverTimeProps) {
  const isEmpty =
    books === undefined || (books.routed === 0 && books['filtered at destination'].count === 0)
  return (
    <Card>
      <CardHeader>
        <CardTitle>Deliveries by the hour their events came</CardTitle>
      </CardHeader>
      <CardContent>
        {answer === undefined ? (
          <Skeleton className="w-full" style={{ height: CHART_HEIGHT }} />
        ) : isEmpty ? (
          <EmptyState
            icon={ChartNoAxesColumn}
            title={`Nothing was routed here ${phraseOfRange(range)}`}
            className="py-0"
            action={
              <Button asChild variant="secondary">
                <Link to="/destinations/$destinationId/test" params={{ destinationId }}>
                  Send a test event
                </Link>
              </Button>
            }
          >
            Events show up here as soon as its source sends some.
          </EmptyState>
        ) : (
          <TimeChart
            label="Deliveries by time and outcome"
            height={CHART_HEIGHT}
            series={SERIES}
            data={toBars(
              answer,
              books.hours.map((entry) => ({ hour: entry.hour, counts: barOf(entry) })),
            )}
          />
        )}
      </CardContent>
    </Card>
  )
}

type Counted = Pick<DestinationBooksAnswer, 'outcomes' | 'filtered at destination'>

const barOf = ({ outcomes, ...books }: Counted) => ({
  delivered: outcomes.delivered.count,
  failed: outcomes['failed delivery'].count,
  waiting: outcomes.pending.count + outcomes['awaiting retry'].count,
  filtered: books['filtered at destination'].count + outcomes['filtered in attempt'].count,
})

function answerRows(books: DestinationBooksAnswer | undefined): CountRow[] {
  if (books === undefined) return []
  const { delivered, 'failed delivery': failed, 'awaiting retry': waiting } = books.outcomes
  return [
    ...rowsOf('failed delivery', failed.reasons),
    ...rowsOf('awaiting retry', waiting.reasons),
    ...rowsOf('delivered', delivered.reasons),
  ]
}

function filterRows(books: DestinationBooksAnswer | undefined): CountRow[] {
  if (books === undefined) return []
  return [
    ...rowsOf('filtered at destination', books['filtered at destination'].reasons),
    ...rowsOf('filtered in attempt', books.outcomes['filtered in attempt'].reasons),
  ]
}

const rowsOf = (outcome: string, reasons: Record<string, number>): CountRow[] =>
  Object.entries(reasons)
    .map(([code, count]) => ({
      title: code || outcome,
      ...(code !== '' && { detail: outcome }),
      count,
    }))
    .sort((a, b) => b.count - a.count)
