import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { catalogDetailQuery } from '../../api/catalog-details.ts'
import { destinationQuery } from '../../api/destination-details.ts'
import { mappingsQuery } from '../../api/mappings.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { useMay } from '../../components/use-may.ts'
import { MappingEditor } from './mapping-editor.tsx'

const route = getRouteApi('/app/destinations/$destinationId/mappings/$mappingId')

/** One mapping: its trigger, its fields, and what they make of an event. */
export function MappingEditorPage() {
  const { destinationId, mappingId } = route.useParams()
  const { data: destination } = useSuspenseQuery(destinationQuery(destinationId))
  const { data: mappings } = useSuspenseQuery(mappingsQuery(destinationId))
  const { data: detail } = useSuspenseQuery(catalogDetailQuery(destination.metadata.slug))
  const mayEdit = useMay().some('write', 'destination')
  const mapping = mappings.find(({ id }) => id === mappingId)
  if (mapping === undefined) {
    return (
      <Card>
        <EmptyState
          icon={SearchX}
          title="There is no such mapping"
          action={
            <Button asChild variant="secondary">
              <Link to="/destinations/$destinationId/mappings" params={{ destinationId }}>
                All mappings
              </Link>
            </Button>
          }
        >
          It may have been deleted.
        </EmptyState>
      </Card>
    )
  }
  return (
    <MappingEditor
      // What somebody else has saved meanwhile begins a new form.
      key={`${mapping.id} ${mapping.version}`}
      destination={destination}
      mapping={mapping}
      action={detail?.actions.find(({ slug }) => slug === mapping.actionSlug)}
      mayEdit={mayEdit}
    />
  )
}
