import { Link } from '@tanstack/react-router'
import { ArrowDown, ArrowUp, Copy, GripVertical, Pencil, Trash2 } from 'lucide-react'
import type { PointerEvent } from 'react'
import type { ActionDetail } from '../../api/catalog-details.ts'
import type { MappingAnswer } from '../../api/mappings.ts'
import { ActionsMenu } from '../../components/actions-menu.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { cn } from '../../components/ui/cn.ts'
import { DropdownMenuItem, DropdownMenuSeparator } from '../../components/ui/dropdown-menu.tsx'
import { Switch } from '../../components/ui/switch.tsx'
import { describeTrigger } from './model/describe-trigger.ts'

export interface MappingRowProps {
  mapping: MappingAnswer
  /** None when the catalog has it no more. */
  action: ActionDetail | undefined
  mayEdit: boolean
  isDragged: boolean
  place: { index: number; of: number }
  onGrab: (event: PointerEvent<HTMLElement>) => void
  onMove: (by: 1 | -1) => void
  onToggle: () => void
  onDuplicate: () => void
  onDelete: () => void
}

export function MappingRow(props: MappingRowProps) {
  const { mapping, action, mayEdit, isDragged } = props
  const { id, name, destinationId, enabled } = mapping
  const to = { destinationId, mappingId: id }
  return (
    <li
      data-mapping={id}
      className={cn(
        'relative flex items-center gap-3 bg-card py-3 pr-3 pl-4 first:rounded-t-lg last:rounded-b-lg hover:bg-muted/40',
        isDragged && 'z-10 shadow-pop ring-2 ring-ring',
      )}
    >
      {mayEdit && <Handle {...props} />}
      <div className="min-w-0 flex-1">
        <Link
          to="/destinations/$destinationId/mappings/$mappingId"
          params={to}
          className="rounded-sm text-sm font-medium wrap-anywhere after:absolute after:inset-0 hover:underline"
        >
          {name}
        </Link>
        <TriggerWords trigger={mapping.trigger} />
        <Badge tone="outline" className="mt-1.5 sm:hidden">
          {action?.name ?? mapping.actionSlug}
        </Badge>
      </div>
      <Badge tone="outline" className="max-w-48 truncate max-sm:hidden">
        {action?.name ?? mapping.actionSlug}
      </Badge>
      <span className="relative z-1 flex items-center gap-2">
        <Switch
          aria-label={`${name} is on`}
          checked={enabled}
          disabled={!mayEdit}
          onCheckedChange={props.onToggle}
        />
        {mayEdit && <RowMenu {...props} />}
      </span>
    </li>
  )
}

/** Dragged by whatever points; moved by the arrow keys while it has the focus. */
function Handle({ mapping: { name }, place: { index, of }, onGrab, onMove }: MappingRowProps) {
  return (
    <button
      type="button"
      aria-label={`Order of ${name}: ${index + 1} of ${of}. Arrow keys move it.`}
      onPointerDown={onGrab}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
        event.preventDefault()
        onMove(event.key === 'ArrowUp' ? -1 : 1)
      }}
      className="relative z-1 -ml-2 grid h-8 w-6 shrink-0 cursor-grab touch-none place-items-center rounded-sm text-muted-foreground hover:text-foreground active:cursor-grabbing"
    >
      <GripVertical className="size-4" aria-hidden="true" />
    </button>
  )
}

function TriggerWords({ trigger }: { trigger: string }) {
  const words = describeTrigger(trigger)
  return (
    <p className="line-clamp-2 text-[0.8125rem] text-muted-foreground wrap-anywhere">
      {words ?? <code className="font-mono text-xs">{trigger}</code>}
    </p>
  )
}

function RowMenu({ mapping, place, onMove, onDuplicate, onDelete }: MappingRowProps) {
  const { id, name, destinationId } = mapping
  return (
    <ActionsMenu name={name}>
      <DropdownMenuItem asChild>
        <Link
          to="/destinations/$destinationId/mappings/$mappingId"
          params={{ destinationId, mappingId: id }}
        >
          <Pencil aria-hidden="true" />
          Edit
        </Link>
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={onDuplicate}>
        <Copy aria-hidden="true" />
        Duplicate
      </DropdownMenuItem>
      <DropdownMenuItem disabled={place.index === 0} onSelect={() => onMove(-1)}>
        <ArrowUp aria-hidden="true" />
        Move up
      </DropdownMenuItem>
      <DropdownMenuItem disabled={place.index === place.of - 1} onSelect={() => onMove(1)}>
        <ArrowDown aria-hidden="true" />
        Move down
      </DropdownMenuItem>
      <DropdownMenuSeparator />
      <DropdownMenuItem destructive onSelect={onDelete}>
        <Trash2 aria-hidden="true" />
        Delete
      </DropdownMenuItem>
    </ActionsMenu>
  )
}
