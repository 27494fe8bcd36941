import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Filter, Plus } from 'lucide-react'
import { MAX_FILTERS } from '../../../../worker/domain/routing/filter-schema.ts'
import { filtersQuery } from '../../api/destination-filters.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { useMay } from '../../components/use-may.ts'
import { FilterList } from './filter-list.tsx'
import { InvalidFilters } from './invalid-filters.tsx'
import { OrderOfFilters } from './order-of-filters.tsx'

const route = getRouteApi('/app/destinations/$destinationId/filters')

/** What is kept from a destination, and what is taken out of what goes there. */
export function FiltersPage() {
  const { destinationId } = route.useParams()
  const { data: filters, error, refetch } = useQuery(filtersQuery(destinationId))
  const mayEdit = useMay().some('write', 'destination')
  if (error && filters === undefined) {
    return (
      <Card>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Card>
    )
  }
  if (filters === undefined) return <LoadingFilters />
  const add = mayEdit && filters.length < MAX_FILTERS && <AddFilter destinationId={destinationId} />
  if (filters.length === 0) {
    return (
      <Card>
        <EmptyState icon={Filter} title="Everything goes to this destination" action={add}>
          A filter keeps events away, sends only a share of them, or takes fields out of them. Other
          destinations and the archive get them all the same.
        </EmptyState>
      </Card>
    )
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <InvalidFilters filters={filters} />
      <Card>
        <div className="flex min-h-14 flex-wrap items-center justify-between gap-3 border-b px-4 py-2.5">
          <p className="text-sm text-muted-foreground">
            {filters.length} of {MAX_FILTERS} filters
          </p>
          {add}
        </div>
        <FilterList destinationId={destinationId} filters={filters} mayEdit={mayEdit} />
      </Card>
      <OrderOfFilters />
    </div>
  )
}

function AddFilter({ destinationId }: { destinationId: string }) {
  return (
    <Button asChild>
      <Link to="/destinations/$destinationId/filters/new" params={{ destinationId }}>
        <Plus aria-hidden="true" />
        Add filter
      </Link>
    </Button>
  )
}

function LoadingFilters() {
  return (
    <Card role="status" className="grid gap-3 p-4">
      <span className="sr-only">Loading</span>
      <Skeleton className="h-9 w-48" />
      <Skeleton className="h-14" />
      <Skeleton className="h-14" />
    </Card>
  )
}
