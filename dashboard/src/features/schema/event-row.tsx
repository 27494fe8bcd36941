import { Link } from '@tanstack/react-router'
import { Archive, ArchiveRestore, ChevronRight, Copy, Radio } from 'lucide-react'
import { useId } from 'react'
import type { SchemaEvent } from '../../api/schema.ts'
import { ActionsMenu } from '../../components/actions-menu.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Checkbox } from '../../components/ui/checkbox.tsx'
import { cn } from '../../components/ui/cn.ts'
import { DropdownMenuItem } from '../../components/ui/dropdown-menu.tsx'
import { TableCell, TableRow } from '../../components/ui/table.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { AllowSwitch } from './allow-switch.tsx'
import { AllowedCount, BlockedCount } from './counts.tsx'
import { DestinationsPopover } from './destinations-popover.tsx'
import { EventFields } from './event-fields.tsx'
import type { EventTableProps } from './event-table.tsx'
import { NamingMark } from './naming-mark.tsx'
import { Seen } from './seen.tsx'
import { isUnseen } from './unseen.ts'

export interface EventRowProps
  extends Pick<
    EventTableProps,
    'sourceId' | 'period' | 'largest' | 'destinations' | 'mayEdit' | 'selection' | 'changes'
  > {
  event: SchemaEvent
  isOpen: boolean
  onToggle: () => void
}

const COLUMNS = 8

export function EventRow(props: EventRowProps) {
  const { event, isOpen, onToggle, largest, destinations, mayEdit, selection, changes } = props
  const { name, allowed, blocked, firstSeen, lastSeen, off } = event
  const id = useId()
  return (
    <>
      <TableRow
        className={cn(
          'relative scroll-mt-32 hover:bg-muted/40',
          off && 'bg-destructive-soft/40',
          isOpen && 'border-b-0! bg-muted/40',
        )}
        {...(isOpen && { 'data-open-event': '' })}
      >
        {mayEdit && (
          <TableCell className="max-sm:absolute max-sm:top-2 max-sm:left-0 max-sm:w-auto sm:pr-0">
            <Checkbox
              aria-label={`Select ${name}`}
              checked={selection.has(name)}
              onCheckedChange={(checked) => selection.set([name], checked === true)}
              className="relative z-1"
            />
          </TableCell>
        )}
        <TableCell className={cn('max-sm:pr-28', mayEdit && 'max-sm:pl-11')}>
          <EventName {...props} panelId={id} onToggle={onToggle} />
        </TableCell>
        <TableCell label="Last seen">
          <span>
            <Seen at={lastSeen} />
          </span>
        </TableCell>
        <TableCell label="First seen" className="max-lg:hidden!">
          <span>
            <Seen at={firstSeen} />
          </span>
        </TableCell>
        <TableCell label="Allowed">
          <AllowedCount allowed={allowed} blocked={blocked} of={largest} />
        </TableCell>
        <TableCell label="Blocked">
          <BlockedCount count={blocked} />
        </TableCell>
        <TableCell label="Destinations" className="sm:max-md:hidden">
          <span>
            <DestinationsPopover
              event={event}
              destinations={destinations}
              mayEdit={mayEdit}
              changes={changes}
            />
          </span>
        </TableCell>
        <TableCell className="max-sm:absolute max-sm:top-1 max-sm:right-0 max-sm:w-auto sm:px-2">
          <span className="flex items-center justify-end gap-1">
            <AllowSwitch
              name={name}
              off={off}
              mayEdit={mayEdit}
              onChange={(allow) => void changes.setAllowed('track', [name], allow)}
            />
            <EventActions {...props} />
          </span>
        </TableCell>
      </TableRow>
      {isOpen && (
        <TableRow>
          <TableCell colSpan={COLUMNS} className="p-0! pb-3!" id={id}>
            <div className="mx-3 overflow-hidden rounded-md border bg-card sm:ml-11">
              <EventFields {...props} />
            </div>
          </TableCell>
        </TableRow>
      )}
    </>
  )
}

function EventName({
  event,
  isOpen,
  onToggle,
  panelId,
}: Pick<EventRowProps, 'event' | 'isOpen' | 'onToggle'> & { panelId: string }) {
  const { name, off, expected, archived, hints, fields, fieldsUnlisted } = event
  return (
    <div className="grid justify-items-start gap-0.5">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        onClick={onToggle}
        className="flex min-w-0 items-start gap-1.5 rounded-sm text-left font-medium after:absolute after:inset-0"
      >
        <ChevronRight
          aria-hidden="true"
          className={cn(
            'mt-0.5 size-4 shrink-0 text-muted-foreground transition-transform',
            isOpen && 'rotate-90',
          )}
        />
        <span className={cn('wrap-anywhere', off && 'line-through decoration-muted-foreground')}>
          {name}
        </span>
      </button>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 pl-5.5 text-[0.8125rem] text-muted-foreground">
        {fields}
        {fieldsUnlisted && '+'} {fields === 1 && !fieldsUnlisted ? 'property' : 'properties'}
        <NamingMark name={`event ${name}`} hints={hints} />
        {expected && <Badge tone="info">Expected</Badge>}
        {isUnseen(event) && <Badge>Not seen</Badge>}
        {archived && <Badge>Archived</Badge>}
      </span>
    </div>
  )
}

function EventActions({
  sourceId,
  event,
  mayEdit,
  changes,
}: Pick<EventRowProps, 'sourceId' | 'event' | 'mayEdit' | 'changes'>) {
  const { name, off, archived } = event
  const copy = () => {
    const written = navigator.clipboard?.writeText(name) ?? Promise.reject(new Error('none'))
    written.then(
      () => toast.success('The name is copied.'),
      () => toast.error('The browser does not allow copying here. Select the text instead.'),
    )
  }
  return (
    <span className="relative z-1">
      <ActionsMenu name={name}>
        <DropdownMenuItem asChild>
          <Link to="/sources/$sourceId/debugger" params={{ sourceId }} search={{ name }}>
            <Radio aria-hidden="true" />
            Watch it in the debugger
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={copy}>
          <Copy aria-hidden="true" />
          Copy the name
        </DropdownMenuItem>
        {mayEdit && archived && (
          <DropdownMenuItem onSelect={() => changes.setArchived('track', [name], false)}>
            <ArchiveRestore aria-hidden="true" />
            Put back on the list
          </DropdownMenuItem>
        )}
        {mayEdit && !archived && !isUnseen(event) && (
          <DropdownMenuItem
            disabled={!off}
            onSelect={() => changes.setArchived('track', [name], true)}
          >
            <Archive aria-hidden="true" />
            <span>
              Archive
              {!off && <span className="block text-xs text-muted-foreground">Block it first</span>}
            </span>
          </DropdownMenuItem>
        )}
      </ActionsMenu>
    </span>
  )
}
