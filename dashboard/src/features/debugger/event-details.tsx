import { memo } from 'react'
import type { LiveEvent } from '../../api/live.ts'
import { titleOf } from '../../components/event-words.ts'
import { Card } from '../../components/ui/card.tsx'
import { Dialog, DialogTitle, SheetContent } from '../../components/ui/dialog.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { EventPanel, type EventPanelProps } from './event-panel.tsx'
import { GonePanel } from './gone-panel.tsx'
import { useMediaQuery } from './use-media-query.ts'

export interface EventDetailsProps extends Omit<EventPanelProps, 'event' | 'onClose'> {
  /** Undefined when it is not held. */
  event: LiveEvent | undefined
  isReady: boolean
  messageId: string | undefined
  isFiltered: boolean
  onClose: () => void
  onClearFilters: () => void
}

/** The open event: beside the list where there is room, over it where there is not. */
export const EventDetails = memo(function EventDetails(props: EventDetailsProps) {
  const { event, onClose } = props
  const hasRoom = useMediaQuery('(min-width: 64rem)')
  if (hasRoom) {
    return (
      <Card
        aria-label="Event"
        className="sticky top-18 max-h-[max(26rem,calc(100dvh-6rem))] w-[54%] shrink-0 overflow-y-auto"
      >
        <Details {...props} />
      </Card>
    )
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <SheetContent side="right" aria-describedby={undefined}>
        <DialogTitle className="sr-only">
          {event === undefined ? 'Event' : titleOf(event)}
        </DialogTitle>
        <Details {...props} isOver />
      </SheetContent>
    </Dialog>
  )
})

function Details({ isOver = false, ...props }: EventDetailsProps & { isOver?: boolean }) {
  const { event, isReady, messageId, isFiltered, onClose, onClearFilters } = props
  if (event !== undefined) {
    return <EventPanel {...props} event={event} {...(!isOver && { onClose })} />
  }
  if (!isReady) {
    return (
      <div role="status" className="grid gap-4 p-4">
        <span className="sr-only">Loading</span>
        <Skeleton className="h-10 w-2/3" />
        <Skeleton className="h-64" />
      </div>
    )
  }
  return (
    <GonePanel
      messageId={messageId}
      isFiltered={isFiltered}
      onClearFilters={onClearFilters}
      onClose={onClose}
    />
  )
}
