import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Cable, Plus } from 'lucide-react'
import { booksQuery, COUNTS_REFRESH_MS } from '../../api/books.ts'
import { destinationsQuery } from '../../api/destinations.ts'
import { sourcesQuery } from '../../api/sources.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Card,
  CardContent,
  CardDescription,
  CardHeader,
  CardTitle,
} from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { useMay } from '../../components/use-may.ts'
import { toConnections } from './connections.ts'
import { ConnectionsDiagram } from './connections-diagram.tsx'

/** As many as the books of all sources together cover. */
const MAX_SOURCES = 20

export function ConnectionsCard() {
  const may = useMay()
  const sources = useQuery(sourcesQuery())
  const destinations = useQuery({
    ...destinationsQuery(),
    enabled: may.some('read', 'destination'),
  })
  const books = useQuery({ ...booksQuery('24h'), refetchInterval: COUNTS_REFRESH_MS })
  const failed = [sources, destinations].find(({ error, data }) => error && data === undefined)
  const retry = () => {
    for (const query of [sources, destinations, books]) void query.refetch()
  }
  const isLoading = sources.data === undefined || destinations.isLoading
  return (
    <Card>
      <CardHeader>
        <div>
          <CardTitle>Connections</CardTitle>
          <CardDescription>Events of the last 24 hours.</CardDescription>
        </div>
        {(sources.data?.length ?? 0) > 0 && may.all('create', 'source') && (
          <Button asChild variant="secondary" size="sm">
            <Link to="/sources/catalog">
              <Plus aria-hidden="true" />
              Add source
            </Link>
          </Button>
        )}
      </CardHeader>
      <CardContent>
        {failed ? (
          <ErrorState error={failed.error} onRetry={retry} className="py-8" />
        ) : isLoading ? (
          <div role="status" className="grid gap-3">
            <span className="sr-only">Loading</span>
            <Skeleton className="h-16" />
            <Skeleton className="h-16" />
            <Skeleton className="h-16" />
          </div>
        ) : sources.data?.length === 0 ? (
          <NoSources mayAdd={may.all('create', 'source')} />
        ) : (
          <>
            <ConnectionsDiagram
              connections={toConnections(
                (sources.data ?? []).slice(0, MAX_SOURCES),
                destinations.data ?? [],
                books.data,
              )}
              mayAddDestination={may.some('write', 'destination')}
            />
            {(sources.data?.length ?? 0) > MAX_SOURCES && (
              <p className="mt-4 text-sm text-muted-foreground">
                The first {MAX_SOURCES} sources are shown.{' '}
                <Link to="/sources" className="text-primary underline underline-offset-4">
                  See all of them
                </Link>
              </p>
            )}
          </>
        )}
      </CardContent>
    </Card>
  )
}

function NoSources({ mayAdd }: { mayAdd: boolean }) {
  return (
    <EmptyState
      icon={Cable}
      title="Nothing is connected yet"
      className="py-8"
      action={
        mayAdd && (
          <Button asChild>
            <Link to="/sources/catalog">
              <Plus aria-hidden="true" />
              Add a source
            </Link>
          </Button>
        )
      }
    >
      Start with a source: the website, app or server that your events come from.
    </EmptyState>
  )
}
