import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Route, Send, TableProperties } from 'lucide-react'
import { destinationsQuery } from '../../api/destinations.ts'
import type { LiveEvent } from '../../api/live.ts'
import { Button } from '../../components/ui/button.tsx'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '../../components/ui/dropdown-menu.tsx'
import { useMay } from '../../components/use-may.ts'

/** What one does next with an event. */
export function PanelActions({ event, sourceId }: { event: LiveEvent; sourceId: string }) {
  return (
    <div className="flex flex-wrap gap-2">
      {event.messageId !== '' && (
        <Button asChild size="sm" variant="secondary">
          <Link to="/trace" search={{ id: event.messageId }}>
            <Route aria-hidden="true" />
            Where did it go?
          </Link>
        </Button>
      )}
      <SendToDestination event={event} sourceId={sourceId} />
      <ViewInSchema event={event} sourceId={sourceId} />
    </div>
  )
}

function SendToDestination({ event, sourceId }: { event: LiveEvent; sourceId: string }) {
  const may = useMay()
  const navigate = useNavigate()
  const canSend = may.some('write', 'destination')
  const { data = [] } = useQuery({ ...destinationsQuery(), enabled: canSend })
  const own = data.filter((destination) => destination.sourceId === sourceId)
  if (!canSend || own.length === 0 || event.json === null) return null
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button size="sm" variant="secondary">
          <Send aria-hidden="true" />
          Send to a destination
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        {own.map(({ id, name }) => (
          <DropdownMenuItem
            key={id}
            onSelect={() =>
              void navigate({
                to: '/destinations/$destinationId/test',
                params: { destinationId: id },
                search: { event: event.messageId },
              })
            }
          >
            {name}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

const KINDS = ['track', 'identify', 'group', 'page', 'screen'] as const

function ViewInSchema({ event, sourceId }: { event: LiveEvent; sourceId: string }) {
  const kind = KINDS.find((one) => one === event.type)
  // The schema has what passed its source, and what was blocked there.
  if (kind === undefined || (event.state !== 'allowed' && event.state !== 'blocked')) return null
  return (
    <Button asChild size="sm" variant="secondary">
      <Link
        to="/sources/$sourceId/schema"
        params={{ sourceId }}
        search={kind === 'track' ? { name: event.name } : { kind }}
      >
        <TableProperties aria-hidden="true" />
        View in schema
      </Link>
    </Button>
  )
}
