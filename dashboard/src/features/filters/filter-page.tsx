import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { destinationQuery } from '../../api/destination-details.ts'
import { filterQuery } from '../../api/destination-filters.ts'
import { FilterForm } from './filter-form.tsx'

const newRoute = getRouteApi('/app/destinations/$destinationId/filters/new')
const editRoute = getRouteApi('/app/destinations/$destinationId/filters/$filterId')

export function NewFilterPage() {
  const { destinationId } = newRoute.useParams()
  const { data: destination } = useSuspenseQuery(destinationQuery(destinationId))
  return (
    <>
      <Back destinationId={destinationId} />
      <FilterForm destination={destination} />
    </>
  )
}

export function FilterPage() {
  const { destinationId, filterId } = editRoute.useParams()
  const { data: destination } = useSuspenseQuery(destinationQuery(destinationId))
  const { data: filter } = useSuspenseQuery(filterQuery(destinationId, filterId))
  return (
    <>
      <Back destinationId={destinationId} />
      <FilterForm key={filter.id} destination={destination} filter={filter} />
    </>
  )
}

function Back({ destinationId }: { destinationId: string }) {
  return (
    <Link
      to="/destinations/$destinationId/filters"
      params={{ destinationId }}
      className="mb-4 inline-flex items-center gap-1.5 rounded-sm text-sm text-muted-foreground hover:text-foreground"
    >
      <ArrowLeft className="size-4" aria-hidden="true" />
      All filters
    </Link>
  )
}
