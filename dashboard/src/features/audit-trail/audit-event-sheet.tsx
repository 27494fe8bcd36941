import type { ReactNode } from 'react'
import type { AuditEventAnswer } from '../../api/audit.ts'
import { ChangeList } from '../../components/change-list.tsx'
import { diff } from '../../components/diff.ts'
import { EventJson } from '../../components/event-json.tsx'
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
          <ScrollRegion label="What changed" className="rounded-lg border">
            <ChangeList changes={changes} />
          </ScrollRegion>
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
