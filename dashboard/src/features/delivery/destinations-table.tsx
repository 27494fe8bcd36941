import { Link } from '@tanstack/react-router'
import type { DestinationDelivery } from '../../api/delivery-overview.ts'
import type { DestinationAnswer } from '../../api/destination-details.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { ProductLogo } from '../../components/product-logo.tsx'
import { Card, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { cn } from '../../components/ui/cn.ts'
import { formatCount } from '../../format/format-count.ts'
import { formatDuration } from '../../format/format-duration.ts'
import type { FineRange } from '../../format/time-range.ts'
import { countOf, formatShare, type StepKey } from './step-list.ts'

export interface DestinationsTableProps {
  destinations: readonly DestinationAnswer[]
  answers: readonly DestinationDelivery[]
  range: FineRange
}

type Row = DestinationAnswer & { overview: DestinationDelivery['overview'] }

const step = (name: string, ...keys: StepKey[]): Column<Row> => ({
  name,
  label: name,
  headClassName: 'text-right',
  className: 'text-right tabular-nums',
  cell: ({ overview }) => {
    const count =
      overview === null ? null : keys.reduce((sum, key) => sum + countOf(overview.steps, key), 0)
    const isBad = keys.includes('failedDelivery') && count !== null && count > 0
    return (
      <span className={cn(isBad && 'text-destructive')}>
        {count === null ? '–' : formatCount(count)}
      </span>
    )
  },
})

/** A line for each destination, which leads to its own overview. */
export function DestinationsTable({ destinations, answers, range }: DestinationsTableProps) {
  const rows = destinations.map(
    (destination): Row => ({
      ...destination,
      overview:
        answers.find(({ destinationId }) => destinationId === destination.id)?.overview ?? null,
    }),
  )
  const columns: Column<Row>[] = [
    {
      name: 'Destination',
      cell: (row) => (
        <span className="flex items-center gap-3">
          <ProductLogo name={row.metadata.name} logo={row.metadata.logos.default} />
          <Link
            to="/destinations/$destinationId/delivery"
            params={{ destinationId: row.id }}
            search={{ range }}
            className="min-w-0 rounded-sm font-medium wrap-anywhere after:absolute after:inset-0"
          >
            {row.name}
          </Link>
        </span>
      ),
    },
    step('Passed', 'passed'),
    step('Filtered', 'filteredAtDestination'),
    step('Waiting', 'pending', 'awaitingRetry'),
    step('Failed', 'failedDelivery'),
    step('Delivered', 'delivered'),
    {
      name: 'Delivery rate',
      label: 'Delivery rate',
      headClassName: 'text-right',
      className: 'text-right tabular-nums',
      cell: ({ overview }) => (
        <span>
          {overview === null || overview.steps.deliveryRate === null
            ? '–'
            : formatShare(overview.steps.deliveryRate)}
        </span>
      ),
    },
    {
      name: 'p95',
      label: 'p95',
      headClassName: 'text-right',
      className: 'text-right tabular-nums whitespace-nowrap',
      cell: ({ overview }) => (
        <span>{overview?.latency ? formatDuration(overview.latency.p95Ms) : '–'}</span>
      ),
    },
  ]
  return (
    <Card>
      <CardHeader className="pb-3">
        <CardTitle>By destination</CardTitle>
      </CardHeader>
      <DataTable label="By destination" columns={columns} rows={rows} linked />
    </Card>
  )
}
