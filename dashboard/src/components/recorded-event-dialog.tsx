import { useQuery } from '@tanstack/react-query'
import { Inbox } from 'lucide-react'
import { useState } from 'react'
import type { LiveEvent } from '../api/live.ts'
import { recentEventsQuery } from '../api/recent-events.ts'
import { EmptyState } from './empty-state.tsx'
import { ErrorState } from './error-state.tsx'
import { STATES, titleOf } from './event-words.ts'
import { RelativeTime } from './relative-time.tsx'
import { SearchInput } from './search-input.tsx'
import { cn } from './ui/cn.ts'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
} from './ui/dialog.tsx'
import { Skeleton } from './ui/skeleton.tsx'

const LISTED = 50

export interface RecordedEventDialogProps {
  sourceId: string
  onClose: () => void
  onChoose: (event: LiveEvent) => void
}

/** What the source has sent lately, to choose one from. */
export function RecordedEventDialog({ sourceId, onClose, onChoose }: RecordedEventDialogProps) {
  const [text, setText] = useState('')
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...recentEventsQuery(sourceId, { limit: LISTED, ...(text !== '' && { text }) }),
    placeholderData: (before) => before,
  })
  // What was refused is not kept, and cannot be sent.
  const events = data?.events.filter(({ json }) => json !== null)
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>Choose a recorded event</DialogTitle>
          <DialogDescription>
            The last 500 events of the source are searched, all that is in them.
          </DialogDescription>
        </DialogHeader>
        <SearchInput label="Search recorded events" value={text} onChange={setText} />
        <div
          aria-busy={isPlaceholderData}
          className="h-[min(26rem,50dvh)] overflow-y-auto rounded-lg border"
        >
          {error && data === undefined ? (
            <ErrorState error={error} onRetry={() => void refetch()} className="py-8" />
          ) : events === undefined ? (
            <div role="status" className="grid gap-3 p-4">
              <span className="sr-only">Loading</span>
              <Skeleton className="h-9" />
              <Skeleton className="h-9" />
              <Skeleton className="h-9" />
            </div>
          ) : events.length === 0 ? (
            <EmptyState
              icon={Inbox}
              title={text === '' ? 'The source has sent nothing lately' : 'No recorded event fits'}
              className="py-10"
            >
              {text === ''
                ? 'Begin with a sample instead, or paste an event.'
                : 'Try fewer words: all of them have to occur.'}
            </EmptyState>
          ) : (
            <ul className="divide-y">
              {events.map((event) => (
                <li key={event.acceptId}>
                  <Choice event={event} onChoose={() => onChoose(event)} />
                </li>
              ))}
            </ul>
          )}
        </div>
      </DialogContent>
    </Dialog>
  )
}

function Choice({ event, onChoose }: { event: LiveEvent; onChoose: () => void }) {
  const state = STATES[event.state]
  return (
    <button
      type="button"
      onClick={onChoose}
      className="flex w-full items-center gap-3 px-4 py-2.5 text-left hover:bg-muted/50 focus-visible:-outline-offset-2"
    >
      <state.icon className={cn('size-4 shrink-0', state.color)} aria-hidden="true" />
      <span className="sr-only">{state.word}</span>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">{titleOf(event)}</span>
        <span className="block truncate text-[0.8125rem] text-muted-foreground">
          {[event.type, event.userId || event.anonymousId]
            .filter((part) => part !== '')
            .join(' · ')}
        </span>
      </span>
      <span className="text-[0.8125rem] text-muted-foreground">
        <RelativeTime date={event.receivedAt} />
      </span>
    </button>
  )
}
