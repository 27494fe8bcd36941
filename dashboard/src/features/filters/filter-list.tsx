import { Link, useNavigate } from '@tanstack/react-router'
import { Pencil, Trash2 } from 'lucide-react'
import type { DestinationFilterAnswer } from '../../api/destination-filters.ts'
import { ActionsMenu } from '../../components/actions-menu.tsx'
import { ACTION_CELL, type Column, DataTable } from '../../components/data-table.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { DropdownMenuItem } from '../../components/ui/dropdown-menu.tsx'
import { Switch } from '../../components/ui/switch.tsx'
import { describeAction } from './filter-words.ts'
import { isInvalid } from './invalid-filters.tsx'
import { useFilterChanges } from './use-filter-changes.ts'

export interface FilterListProps {
  destinationId: string
  filters: readonly DestinationFilterAnswer[]
  mayEdit: boolean
}

export function FilterList({ destinationId, filters, mayEdit }: FilterListProps) {
  const { setEnabled, remove, isPending } = useFilterChanges(destinationId)
  const navigate = useNavigate()
  const columns: Column<DestinationFilterAnswer>[] = [
    {
      name: 'Filter',
      className: 'max-sm:pr-14 align-top sm:w-[30%]',
      cell: (filter) => <Title destinationId={destinationId} filter={filter} />,
    },
    {
      name: 'For events that fit',
      label: 'Fits',
      className: 'align-top',
      cell: (filter) => <Condition filter={filter} />,
    },
    {
      name: 'Does',
      label: 'Does',
      className: 'align-top sm:w-[28%]',
      cell: ({ actions }) => (
        <ul className="grid gap-0.5">
          {actions.map((action) => (
            <li key={JSON.stringify(action)} className="wrap-anywhere">
              {describeAction(action)}
            </li>
          ))}
        </ul>
      ),
    },
    {
      name: 'Enabled',
      label: 'Enabled',
      className: 'align-top sm:w-0',
      cell: (filter) => (
        <Switch
          aria-label={`Enable ${filter.title}`}
          checked={filter.enabled}
          disabled={!mayEdit || isPending}
          onCheckedChange={(enabled) => setEnabled(filter, enabled)}
        />
      ),
    },
  ]
  const actions: Column<DestinationFilterAnswer> = {
    name: 'Actions',
    unseen: true,
    className: `${ACTION_CELL} align-top sm:py-1`,
    cell: (filter) => (
      <ActionsMenu name={filter.title}>
        <DropdownMenuItem
          onSelect={() =>
            void navigate({
              to: '/destinations/$destinationId/filters/$filterId',
              params: { destinationId, filterId: filter.id },
            })
          }
        >
          <Pencil aria-hidden="true" />
          Edit filter
        </DropdownMenuItem>
        <DropdownMenuItem destructive onSelect={() => void remove(filter)}>
          <Trash2 aria-hidden="true" />
          Delete filter
        </DropdownMenuItem>
      </ActionsMenu>
    ),
  }
  return (
    <DataTable label="Filters" rows={filters} columns={mayEdit ? [...columns, actions] : columns} />
  )
}

function Title({
  destinationId,
  filter,
}: {
  destinationId: string
  filter: DestinationFilterAnswer
}) {
  return (
    <span className="grid gap-0.5">
      <span className="flex flex-wrap items-center gap-2">
        <Link
          to="/destinations/$destinationId/filters/$filterId"
          params={{ destinationId, filterId: filter.id }}
          className="rounded-sm font-medium wrap-anywhere hover:underline"
        >
          {filter.title}
        </Link>
        {isInvalid(filter) && <Badge tone="destructive">Cannot be read</Badge>}
      </span>
      {filter.description !== undefined && (
        <span className="text-[0.8125rem] wrap-anywhere text-muted-foreground">
          {filter.description}
        </span>
      )}
    </span>
  )
}

function Condition({ filter }: { filter: DestinationFilterAnswer }) {
  if (filter.if.trim() === 'all') return <span>Every event</span>
  return <code className="line-clamp-3 font-mono text-[0.8125rem] wrap-anywhere">{filter.if}</code>
}
