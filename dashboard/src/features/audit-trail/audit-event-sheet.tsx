import type { ReactNode } from 'react'
import type { AuditEventAnswer } from '../../api/audit.ts'
import { EventJson } from '../../components/event-json.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import {
  Dialog,
  DialogDescription,
  DialogTitle,
  SheetContent,
} from '../../components/ui/dialog.tsx'
import { ScrollRegion } from '../../components/ui/scroll-region.tsx'
import { formatSecond } from '../../format/format-date.ts'
import { Actor } from './actor.tsx'
import { wordsOf } from './audit-table.tsx'
import { type Change, diff } from './diff.ts'

export interface AuditEventSheetProps {
  event: AuditEventAnswer
  onClose: () => void
}

export function AuditEventSheet({ event, onClose }: AuditEventSheetProps) {
  const changes = diff(event.before, event.after)
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <SheetContent side="right" className="p-6">
        <DialogTitle className="pr-10 text-lg font-semibold">{event.type}</DialogTitle>
        <DialogDescription className="mt-0.5">
          {event.resourceName || event.resourceId}
        </DialogDescription>
        <dl className="mt-5 grid grid-cols-[7rem_1fr] gap-x-4 gap-y-3 text-sm">
          <Detail label="When">{formatSecond(event.timestamp)}</Detail>
          <Detail label="By">
            <Actor event={event} />
          </Detail>
          <Detail label="Address">{event.ip || 'unknown'}</Detail>
          <Detail label="Program">{event.userAgent || 'unknown'}</Detail>
          <Detail label="Resource">
            {wordsOf(event.resourceType)}{' '}
            <code className="font-mono text-xs text-muted-foreground">{event.resourceId}</code>
          </Detail>
        </dl>
        <h2 className="mt-7 mb-2 text-sm font-semibold">What changed</h2>
        {changes.length === 0 ? (
          <p className="text-sm text-muted-foreground">
            Nothing that is kept here: the event itself is all there is to know.
          </p>
        ) : (
          <Changes changes={changes} />
        )}
        <h2 className="mt-7 mb-2 text-sm font-semibold">The whole entry</h2>
        <EventJson value={event} what="audit entry" openLevels={1} />
      </SheetContent>
    </Dialog>
  )
}

function Detail({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  )
}

const TONES = { added: 'success', removed: 'destructive', changed: 'info' } as const

function Changes({ changes }: { changes: readonly Change[] }) {
  return (
    <ScrollRegion label="What changed" className="rounded-lg border">
      <ul className="divide-y text-sm">
        {changes.map(({ path, kind, before, after }) => (
          <li key={path} className="grid gap-1.5 px-4 py-3">
            <p className="flex items-center justify-between gap-3">
              <code className="font-mono text-xs font-medium">{path || 'value'}</code>
              <Badge tone={TONES[kind]}>{kind}</Badge>
            </p>
            {kind !== 'added' && <Line sign="−" value={before} />}
            {kind !== 'removed' && <Line sign="+" value={after} />}
          </li>
        ))}
      </ul>
    </ScrollRegion>
  )
}

function Line({ sign, value }: { sign: '+' | '−'; value: unknown }) {
  const tone =
    sign === '+' ? 'bg-success-soft text-success' : 'bg-destructive-soft text-destructive'
  return (
    <p className={`flex gap-2 rounded-sm px-2 py-1 font-mono text-xs wrap-anywhere ${tone}`}>
      <span aria-hidden="true">{sign}</span>
      <span className="sr-only">{sign === '+' ? 'after:' : 'before:'}</span>
      {typeof value === 'string' ? value || '""' : JSON.stringify(value)}
    </p>
  )
}
