import type { DestinationAnswer } from '../../api/destinations.ts'
import type { SchemaEvent, SchemaPeriod } from '../../api/schema.ts'
import { Checkbox } from '../../components/ui/checkbox.tsx'
import { Table, TableBody, TableHead, TableHeader, TableRow } from '../../components/ui/table.tsx'
import { EventRow } from './event-row.tsx'
import type { Sort } from './listing.ts'
import { SortHeader } from './sort-header.tsx'
import type { SchemaChanges } from './use-schema-changes.ts'
import type { Selection } from './use-selection.ts'

export interface EventTableProps {
  sourceId: string
  period: SchemaPeriod
  /** One page of them. */
  events: readonly SchemaEvent[]
  /** The largest count of the whole list: what fills a bar. */
  largest: number
  destinations: readonly DestinationAnswer[]
  mayEdit: boolean
  selection: Selection
  changes: SchemaChanges
  sort: Sort
  onSort: (sort: Sort) => void
  /** Name of the event that is open. */
  open: string | undefined
  onOpen: (name: string | undefined) => void
}

/** Track events, one a row; a row opens to its properties. */
export function EventTable(props: EventTableProps) {
  const { events, mayEdit, selection, sort, onSort, open, onOpen } = props
  const names = events.map(({ name }) => name)
  const ticked = names.filter(selection.has).length
  const sorting = { sort, onSort }
  return (
    <Table label="Track events" stacked className="sm:table-fixed">
      <TableHead>
        <TableRow>
          {mayEdit && (
            <TableHeader className="w-11 pr-0">
              <span className="sr-only">Selected</span>
              <Checkbox
                aria-label="Select every event of this page"
                checked={ticked === 0 ? false : ticked === names.length ? true : 'indeterminate'}
                onCheckedChange={(checked) => selection.set(names, checked === true)}
                className="max-sm:hidden"
              />
            </TableHeader>
          )}
          <SortHeader label="Event" by="name" {...sorting} />
          <SortHeader label="Last seen" by="recent" className="w-33" {...sorting} />
          <SortHeader label="First seen" by="oldest" className="w-33 max-lg:hidden!" {...sorting} />
          <SortHeader label="Allowed" by="allowed" className="w-26" {...sorting} />
          <SortHeader label="Blocked" by="blocked" className="w-24" {...sorting} />
          <TableHeader className="w-28 sm:max-md:hidden">Destinations</TableHeader>
          <TableHeader className="w-26 pr-14 text-right">Allow</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {events.map((event) => (
          <EventRow
            key={event.name}
            {...props}
            event={event}
            isOpen={event.name === open}
            onToggle={() => onOpen(event.name === open ? undefined : event.name)}
          />
        ))}
      </TableBody>
    </Table>
  )
}
