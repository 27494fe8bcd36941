import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Plus, Shuffle } from 'lucide-react'
import { catalogDetailQuery } from '../../api/catalog-details.ts'
import { destinationQuery } from '../../api/destination-details.ts'
import { mappingsQuery } from '../../api/mappings.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { useMay } from '../../components/use-may.ts'
import { EnableNotice } from './enable-notice.tsx'
import { MappingList } from './mapping-list.tsx'
import { TestCredentials } from './test-credentials.tsx'

const route = getRouteApi('/app/destinations/$destinationId/mappings/')

/** What a destination does with which events. */
export function MappingsPage() {
  const { destinationId } = route.useParams()
  const { data: destination } = useSuspenseQuery(destinationQuery(destinationId))
  const { data: mappings } = useSuspenseQuery(mappingsQuery(destinationId))
  const { data: detail } = useSuspenseQuery(catalogDetailQuery(destination.metadata.slug))
  const mayEdit = useMay().some('write', 'destination')
  const add = mayEdit && (
    <Button asChild>
      <Link to="/destinations/$destinationId/mappings/new" params={{ destinationId }}>
        <Plus aria-hidden="true" />
        New mapping
      </Link>
    </Button>
  )
  if (detail === null) return <WholeEvents name={destination.metadata.name} />
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <EnableNotice destination={destination} mappings={mappings} mayEdit={mayEdit} />
      {mayEdit && detail.testsCredentials && <TestCredentials destinationId={destinationId} />}
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-2xl text-sm text-muted-foreground">
          Each mapping picks events by its trigger and says what {destination.metadata.name} gets of
          them. An event that several mappings pick is sent once for each.
        </p>
        {mappings.length > 0 && add}
      </div>
      {mappings.length === 0 ? (
        <Card>
          <EmptyState icon={Shuffle} title="No mappings yet" action={add}>
            Without one, nothing is sent: every event counts as filtered, for no mapping matches it.
          </EmptyState>
        </Card>
      ) : (
        <MappingList
          destinationId={destinationId}
          mappings={mappings}
          detail={detail}
          mayEdit={mayEdit}
        />
      )}
    </div>
  )
}

function WholeEvents({ name }: { name: string }) {
  return (
    <Card>
      <EmptyState icon={Shuffle} title="There is nothing to map">
        {name} takes events as they are. What they hold can be changed by filters.
      </EmptyState>
    </Card>
  )
}
