import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import type { PreviewedEvent } from '../../api/destination-filters.ts'
import { ChangeList } from '../../components/change-list.tsx'
import { EventJson } from '../../components/event-json.tsx'
import { patchChanges } from '../../components/patch-changes.ts'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { cn } from '../../components/ui/cn.ts'
import { explainDrop, RESULTS } from './filter-words.ts'

export interface PreviewedRowProps {
  event: PreviewedEvent
  /** The event as it was accepted; null when it is not held any more. */
  json: string | null
}

/** One recent event and what the filter would have made of it; opens to show that. */
export function PreviewedRow({ event, json }: PreviewedRowProps) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const { word, tone } = RESULTS[event.result]
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-2 px-5 py-2.5 text-left hover:bg-muted/40 focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden="true"
          className={cn('size-4 shrink-0 text-muted-foreground', open && 'rotate-90')}
        />
        <span className="min-w-0 flex-1 truncate text-sm font-medium">
          {event.name || event.type}
          {event.name !== '' && (
            <span className="ml-2 font-normal text-muted-foreground">{event.type}</span>
          )}
        </span>
        <span className="text-[0.8125rem] text-muted-foreground max-sm:hidden">
          <RelativeTime date={event.receivedAt} />
        </span>
        <span className="flex w-24 shrink-0 justify-end">
          <Badge tone={tone}>{word}</Badge>
        </span>
      </button>
      <div id={id} hidden={!open}>
        {open && <Details event={event} json={json} />}
      </div>
    </li>
  )
}

function Details({ event, json }: PreviewedRowProps) {
  const accepted: unknown = json === null ? undefined : JSON.parse(json)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 border-t bg-muted/30 px-5 py-4 sm:pl-11">
      {event.result === 'drop' && <p className="text-sm">{explainDrop(event.why)}</p>}
      {event.result === 'pass' && (
        <p className="text-sm">It is sent as it is: the filter does nothing to it.</p>
      )}
      {event.result === 'change' && (
        <div className="grid min-w-0 gap-1.5">
          <h3 className="text-sm font-semibold">Before and after</h3>
          <ChangeList
            changes={patchChanges(accepted, event.patch ?? [])}
            className="rounded-lg border bg-card"
          />
        </div>
      )}
      {accepted === undefined ? (
        <p className="text-[0.8125rem] text-muted-foreground">
          The event itself is not held any more.
        </p>
      ) : (
        <EventJson value={accepted} what="event as it came" className="bg-card" />
      )}
    </div>
  )
}
