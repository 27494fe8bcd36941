import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Plus, SquareArrowOutUpRight } from 'lucide-react'
import { destinationsQuery } from '../../api/destinations.ts'
import { DestinationLine } from '../../components/destination-line.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { useMay } from '../../components/use-may.ts'

const route = getRouteApi('/app/sources/$sourceId/destinations')

/** Where this source's events go. */
export function SourceDestinations() {
  const { sourceId } = route.useParams()
  const { data, error, refetch } = useQuery(destinationsQuery())
  const may = useMay()
  const mine = data?.filter((destination) => destination.sourceId === sourceId)
  const addButton = may.some('write', 'destination') && (
    <Button asChild>
      <Link to="/destinations/catalog" search={{ source: sourceId }}>
        <Plus aria-hidden="true" />
        Add destination
      </Link>
    </Button>
  )
  if (error && data === undefined) {
    return (
      <Card>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Card>
    )
  }
  if (mine === undefined) return <Skeleton className="h-40 w-full" />
  if (mine.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={SquareArrowOutUpRight}
          title="Its events go nowhere yet"
          action={addButton}
        >
          They are kept in the archive. Add a destination to send them on as they come.
        </EmptyState>
      </Card>
    )
  }
  return (
    <div className="grid gap-4">
      <div className="flex justify-end">{addButton}</div>
      <Card>
        <ul className="divide-y">
          {mine.map((destination) => (
            <li key={destination.id}>
              <DestinationLine destination={destination} />
            </li>
          ))}
        </ul>
      </Card>
    </div>
  )
}
