import { Link } from '@tanstack/react-router'
import type { AuditEventAnswer } from '../../api/audit.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { formatSecond } from '../../format/format-date.ts'
import { Actor } from './actor.tsx'

const COLUMNS: readonly Column<AuditEventAnswer>[] = [
  {
    name: 'Event',
    cell: (event) => (
      <Link
        from="/settings/audit-trail"
        to="."
        search={(before) => ({ ...before, event: event.id })}
        resetScroll={false}
        className="rounded-sm font-medium whitespace-nowrap after:absolute after:inset-0 hover:underline"
      >
        {event.type}
      </Link>
    ),
  },
  {
    name: 'Resource',
    label: 'Resource',
    className: 'min-w-36',
    cell: ({ resourceName, resourceId, resourceType }) => (
      <>
        <p className="wrap-anywhere">{resourceName || resourceId}</p>
        <p className="text-xs text-muted-foreground">{wordsOf(resourceType)}</p>
      </>
    ),
  },
  { name: 'By', label: 'By', cell: (event) => <Actor event={event} /> },
  {
    name: 'From',
    label: 'From',
    className: 'text-muted-foreground',
    cell: ({ ip }) => ip || '–',
  },
  {
    name: 'Time',
    label: 'Time',
    className: 'whitespace-nowrap text-muted-foreground',
    cell: ({ timestamp }) => <time dateTime={timestamp}>{formatSecond(timestamp)}</time>,
  },
]

export function AuditTable({ events }: { events: readonly AuditEventAnswer[] }) {
  return <DataTable label="Audit trail" linked columns={COLUMNS} rows={events} />
}

/** `USER_GROUP` as people read it. */
export const wordsOf = (resourceType: string): string =>
  resourceType.toLowerCase().replaceAll('_', ' ')
