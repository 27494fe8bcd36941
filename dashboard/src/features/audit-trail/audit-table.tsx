import { Link } from '@tanstack/react-router'
import type { AuditEventAnswer } from '../../api/audit.ts'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import { formatSecond } from '../../format/format-date.ts'
import { Actor } from './actor.tsx'

export function AuditTable({ events }: { events: readonly AuditEventAnswer[] }) {
  return (
    <Table label="Audit trail" stacked>
      <TableHead>
        <TableRow>
          <TableHeader>Event</TableHeader>
          <TableHeader>Resource</TableHeader>
          <TableHeader>By</TableHeader>
          <TableHeader>From</TableHeader>
          <TableHeader>Time</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {events.map((event) => (
          <TableRow key={event.id} className="relative hover:bg-muted/50">
            <TableCell>
              <Link
                from="/settings/audit-trail"
                to="."
                search={(before) => ({ ...before, event: event.id })}
                resetScroll={false}
                className="rounded-sm font-medium whitespace-nowrap after:absolute after:inset-0 hover:underline"
              >
                {event.type}
              </Link>
            </TableCell>
            <TableCell label="Resource" className="min-w-36">
              <p className="wrap-anywhere">{event.resourceName || event.resourceId}</p>
              <p className="text-xs text-muted-foreground">{wordsOf(event.resourceType)}</p>
            </TableCell>
            <TableCell label="By">
              <Actor event={event} />
            </TableCell>
            <TableCell label="From" className="text-muted-foreground">
              {event.ip || '–'}
            </TableCell>
            <TableCell label="Time" className="whitespace-nowrap text-muted-foreground">
              <time dateTime={event.timestamp}>{formatSecond(event.timestamp)}</time>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

/** `USER_GROUP` as people read it. */
export const wordsOf = (resourceType: string): string =>
  resourceType.toLowerCase().replaceAll('_', ' ')
