import { Link } from '@tanstack/react-router'
import { ChevronDown } from 'lucide-react'
import type { DestinationAnswer } from '../../api/destinations.ts'
import type { SchemaEvent } from '../../api/schema.ts'
import { SwitchRow } from '../../components/switch-row.tsx'
import { cn } from '../../components/ui/cn.ts'
import { Popover, PopoverContent, PopoverTrigger } from '../../components/ui/popover.tsx'
import type { SchemaChanges } from './use-schema-changes.ts'

export interface DestinationsPopoverProps {
  event: SchemaEvent
  /** Of the source. */
  destinations: readonly DestinationAnswer[]
  mayEdit: boolean
  changes: SchemaChanges
}

/** Which of the source's destinations get an event: "3 of 3", and a switch for each. */
export function DestinationsPopover(props: DestinationsPopoverProps) {
  const { event, destinations, mayEdit, changes } = props
  const off = destinations.filter(({ id }) => event.destinationsOff.includes(id)).length
  if (destinations.length === 0) return <span className="text-muted-foreground">None</span>
  return (
    <Popover>
      <PopoverTrigger
        aria-label={`Destinations of ${event.name}: ${destinations.length - off} of ${destinations.length}`}
        className={cn(
          'relative z-1 -mx-2 inline-flex items-center gap-1 rounded-md px-2 py-1 whitespace-nowrap tabular-nums hover:bg-muted',
          off > 0 && 'font-medium text-warning',
          event.off && 'text-muted-foreground line-through',
        )}
      >
        {destinations.length - off} of {destinations.length}
        <ChevronDown className="size-3.5" aria-hidden="true" />
      </PopoverTrigger>
      <PopoverContent
        align="end"
        className="w-84 max-w-[calc(100vw-1rem)]"
        aria-label={`Destinations of ${event.name}`}
      >
        <p className="border-b px-4 py-3 text-[0.8125rem] text-muted-foreground wrap-anywhere">
          {event.off
            ? 'This event is blocked: it goes nowhere, whatever is set here.'
            : 'Where this event goes. One that names a destination in its own integrations object goes there whatever is set here.'}
        </p>
        <ul className="grid max-h-80 gap-3 overflow-y-auto px-4 py-3">
          {destinations.map((destination) => (
            <li key={destination.id}>
              <SwitchRow
                label={<span className="wrap-anywhere">{destination.name}</span>}
                hint={
                  destination.enabled
                    ? destination.metadata.name
                    : `${destination.metadata.name}, disabled: gets nothing at all`
                }
                checked={!event.destinationsOff.includes(destination.id)}
                disabled={!mayEdit}
                onChange={(on) => changes.setDestination(event.name, destination, on)}
              />
            </li>
          ))}
        </ul>
        <p className="border-t px-4 py-2.5 text-[0.8125rem]">
          <Link
            to="/destinations"
            search={{ source: destinations[0]?.sourceId }}
            className="text-primary underline-offset-4 hover:underline"
          >
            Destinations of this source
          </Link>
        </p>
      </PopoverContent>
    </Popover>
  )
}
