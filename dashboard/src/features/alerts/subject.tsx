import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { AlertCondition } from '../../api/alerts.ts'
import { destinationsQuery } from '../../api/destinations.ts'
import { sourcesQuery } from '../../api/sources.ts'

const LINK = 'w-fit rounded-sm wrap-anywhere underline underline-offset-4'

/** The destination or source that an alert is about, as a link to where its numbers are. */
export function Subject({ condition }: { condition: AlertCondition }) {
  return condition.kind === 'delivery_success_rate' ? (
    <DestinationName id={condition.destinationId} />
  ) : (
    <SourceName id={condition.sourceId} />
  )
}

function DestinationName({ id }: { id: string }) {
  const { data } = useQuery(destinationsQuery())
  const name = data?.find((destination) => destination.id === id)?.name
  return (
    <Link
      to="/destinations/$destinationId/delivery"
      params={{ destinationId: id }}
      className={LINK}
    >
      {name ?? id}
    </Link>
  )
}

function SourceName({ id }: { id: string }) {
  const { data } = useQuery(sourcesQuery())
  const name = data?.find((source) => source.id === id)?.name
  return (
    <Link to="/sources/$sourceId" params={{ sourceId: id }} className={LINK}>
      {name ?? id}
    </Link>
  )
}
