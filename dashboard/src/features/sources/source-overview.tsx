import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ChartNoAxesColumn } from 'lucide-react'
import { COUNTS_REFRESH_MS } from '../../api/books.ts'
import { type SourceOverviewAnswer, sourceOverviewQuery } from '../../api/source-details.ts'
import { CountTable } from '../../components/count-table.tsx'
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
  { key: 'passed', label: 'Passed', color: 1 },
  { key: 'failedOnIngest', label: 'Failed on ingest', color: 2 },
  { key: 'filteredAtSource', label: 'Filtered at source', color: 3 },
  { key: 'duplicates', label: 'Duplicates', color: 4 },
]

const route = getRouteApi('/app/sources/$sourceId/')

export function SourceOverview() {
  const { sourceId } = route.useParams()
  const { range = DEFAULT_TIME_RANGE } = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...sourceOverviewQuery(sourceId, range),
    refetchInterval: COUNTS_REFRESH_MS,
  })
  if (error && data === undefined) {
    return (
      <Card>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Card>
    )
  }
  const totals = data?.totals
  return (
    <div className="grid gap-6" aria-busy={data === undefined || isPlaceholderData}>
      <div className="flex items-center justify-end gap-4">
        <Button asChild variant="link" size="inline">
          <Link to="/books" search={{ source: sourceId, range }}>
            Open the books
          </Link>
        </Button>
        <TimeRangeSelect
          value={range}
          onChange={(next) => void navigate({ search: { range: next }, replace: true })}
        />
      </div>
      <Stats>
        <Stat label="Received" value={totals?.received} />
        <Stat label="Passed" value={totals?.passed} color={1} />
        <Stat label="Failed on ingest" value={totals?.failedOnIngest} color={2} />
        <Stat label="Filtered at source" value={totals?.filteredAtSource} color={3} />
        <Stat label="Duplicates" value={totals?.duplicates} color={4} />
      </Stats>
      <EventsOverTime sourceId={sourceId} range={range} overview={data} />
      {totals?.received !== 0 && <Breakdowns overview={data} />}
    </div>
  )
}

interface EventsOverTimeProps {
  sourceId: string
  range: TimeRange
  overview: SourceOverviewAnswer | undefined
}

function EventsOverTime({ sourceId, range, overview }: EventsOverTimeProps) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Events over time</CardTitle>
      </CardHeader>
      <CardContent>
        {overview === undefined ? (
          <Skeleton className="w-full" style={{ height: CHART_HEIGHT }} />
        ) : overview.totals.received === 0 ? (
          <EmptyState
            icon={ChartNoAxesColumn}
            title={`No events ${phraseOfRange(range)}`}
            className="py-0"
            action={
              <Button asChild>
                <Link to="/sources/$sourceId/setup" params={{ sourceId }}>
                  Open the set-up
                </Link>
              </Button>
            }
          >
            Send one, or look further back.
          </EmptyState>
        ) : (
          <TimeChart
            label="Events by time and outcome"
            height={CHART_HEIGHT}
            series={SERIES}
            data={toBars(
              overview,
              overview.series.map(({ hour, ...counts }) => ({ hour, counts })),
            )}
          />
        )}
      </CardContent>
    </Card>
  )
}

function Breakdowns({ overview }: { overview: SourceOverviewAnswer | undefined }) {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <CountTable
        title="Track events"
        column="Event"
        rows={overview?.byName.map(({ name, count }) => ({ title: name, count }))}
        empty="No track events."
      />
      <div className="grid gap-6">
        <CountTable
          title="By type"
          column="Type"
          rows={overview?.byType.map(({ type, count }) => ({ title: type, count }))}
          empty="No events."
        />
        <CountTable
          title="Why events did not pass"
          column="Reason"
          rows={overview?.reasons.map(({ outcome, code, count }) => ({
            title: code || outcome,
            ...(code !== '' && { detail: outcome }),
            count,
          }))}
          empty="Every event passed."
        />
      </div>
    </div>
  )
}
