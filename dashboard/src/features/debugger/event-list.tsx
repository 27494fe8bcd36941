import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowUp } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import type { LiveEvent } from '../../api/live.ts'
import { Button } from '../../components/ui/button.tsx'
import { formatCount } from '../../format/format-count.ts'
import { EventRow, ROW_HEIGHT } from './event-row.tsx'

/** Below that, a row has two lines. */
const WIDE_FROM_PX = 620
/** Scrolled a little is still at the top. */
const AT_TOP_PX = 8

export interface EventListProps {
  events: readonly LiveEvent[]
  /** acceptId of the row that the keys are at. */
  active: string | undefined
  /** acceptId of the one that is open. */
  open: string | undefined
  now: number
  waiting: number
  onOpen: (event: LiveEvent) => void
  onLetIn: () => void
  /** Whoever scrolls down reads: the list must not move then. */
  onScrolled: (isAway: boolean) => void
  footer: ReactNode
}

/** The events, newest at the top. Only those in sight are in the page, so that any pace is fine. */
export function EventList(props: EventListProps) {
  const { events, active, open, now, waiting, onOpen, onLetIn, onScrolled, footer } = props
  const scroller = useRef<HTMLDivElement>(null)
  const narrow = useIsNarrow(scroller)
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT[narrow ? 'narrow' : 'wide'],
    getItemKey: (index) => events[index]?.acceptId ?? index,
    overscan: 8,
  })
  const { measure } = virtual
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured anew when their height changes
  useEffect(() => measure(), [narrow, measure])
  const activeIndex = events.findIndex(({ acceptId }) => acceptId === active)
  const { scrollToIndex } = virtual
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a step of the keys scrolls, not what comes in above
  useEffect(() => {
    if (activeIndex >= 0) scrollToIndex(activeIndex, { align: 'auto' })
  }, [active, scrollToIndex])
  return (
    <div className="relative">
      {waiting > 0 && (
        <Button
          size="sm"
          className="absolute top-2.5 left-1/2 z-10 -translate-x-1/2 rounded-full shadow-pop"
          onClick={() => {
            onLetIn()
            scroller.current?.scrollTo({ top: 0 })
          }}
        >
          <ArrowUp aria-hidden="true" />
          {formatCount(waiting)} new
        </Button>
      )}
      <div
        ref={scroller}
        onScroll={({ currentTarget }) => onScrolled(currentTarget.scrollTop > AT_TOP_PX)}
        className="h-[max(22rem,calc(100dvh-25rem))] overflow-y-auto rounded-[inherit] outline-ring has-[[role=listbox]:focus-visible]:outline-2 has-[[role=listbox]:focus-visible]:-outline-offset-2"
      >
        {/* The list has the focus, and names the row that its keys are at: rows come and go with scrolling. */}
        <div
          role="listbox"
          data-shortcuts=""
          aria-label="Events, newest first"
          aria-activedescendant={activeIndex < 0 ? undefined : rowId(active ?? '')}
          tabIndex={0}
          className="relative outline-none"
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const event = events[index]
            if (event === undefined) return null
            return (
              <EventRow
                key={key}
                id={rowId(event.acceptId)}
                event={event}
                number={index + 1}
                count={events.length}
                isActive={event.acceptId === active}
                isOpen={event.acceptId === open}
                narrow={narrow}
                now={now}
                top={start}
                onOpen={onOpen}
              />
            )
          })}
        </div>
        <p className="px-4 py-3 text-center text-[0.8125rem] text-muted-foreground">{footer}</p>
      </div>
    </div>
  )
}

const rowId = (acceptId: string): string => `event-${acceptId}`

function useIsNarrow(element: RefObject<HTMLElement | null>): boolean {
  const [narrow, setNarrow] = useState(() => window.innerWidth < 640)
  useEffect(() => {
    if (element.current === null) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setNarrow(entry.contentRect.width < WIDE_FROM_PX)
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return narrow
}
