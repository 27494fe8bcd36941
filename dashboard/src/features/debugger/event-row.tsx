import type { CSSProperties } from 'react'
import { memo } from 'react'
import type { LiveEvent } from '../../api/live.ts'
import { reasonOf, STATES, shortAgo, titleOf } from '../../components/event-words.ts'
import { cn } from '../../components/ui/cn.ts'
import { formatSecond } from '../../format/format-date.ts'

export const ROW_HEIGHT = { wide: 42, narrow: 62 } as const

export interface EventRowProps {
  event: LiveEvent
  id: string
  /** From 1, among all that are shown. */
  number: number
  count: number
  isActive: boolean
  isOpen: boolean
  narrow: boolean
  now: number
  top: number
  onOpen: (event: LiveEvent) => void
}

/** One event: what became of it, what it is, who it is about, and when it came. */
export const EventRow = memo(function EventRow(props: EventRowProps) {
  const { event, id, number, count, isActive, isOpen, narrow, now, top, onOpen } = props
  const state = STATES[event.state]
  const style: CSSProperties = {
    transform: `translateY(${top}px)`,
    height: ROW_HEIGHT[narrow ? 'narrow' : 'wide'],
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus, and its keys are those of the page
    // biome-ignore lint/a11y/useFocusableInteractive: as above; aria-activedescendant names the row
    <div
      id={id}
      role="option"
      aria-posinset={number}
      aria-setsize={count}
      aria-selected={isOpen}
      onClick={() => onOpen(event)}
      style={style}
      className={cn(
        'absolute inset-x-0 top-0 grid cursor-pointer items-center gap-x-3 border-b px-4 text-sm hover:bg-muted/50',
        narrow
          ? 'grid-cols-[1rem_minmax(0,1fr)_auto]'
          : 'grid-cols-[1rem_4.25rem_minmax(0,1fr)_minmax(0,13rem)_2.5rem]',
        isOpen && 'bg-accent hover:bg-accent',
        isActive && 'shadow-[inset_3px_0_0_var(--primary)]',
      )}
    >
      <span>
        <state.icon className={cn('size-4', state.color)} aria-hidden="true" />
        <span className="sr-only">{state.word}</span>
      </span>
      {narrow ? <NarrowCells event={event} /> : <WideCells event={event} />}
      <span className="justify-self-end text-[0.8125rem] text-muted-foreground tabular-nums">
        <time dateTime={event.receivedAt} title={formatSecond(event.receivedAt)}>
          {shortAgo(event.receivedAt, now)}
        </time>
      </span>
    </div>
  )
})

function WideCells({ event }: { event: LiveEvent }) {
  return (
    <>
      <span className="truncate text-[0.8125rem] text-muted-foreground">
        {event.type || 'call'}
      </span>
      <span className="flex min-w-0 items-baseline gap-2.5">
        <span className="max-w-full shrink-0 truncate font-medium">{titleOf(event)}</span>
        <Reason event={event} />
      </span>
      <span className="truncate">
        <Person event={event} />
      </span>
    </>
  )
}

function NarrowCells({ event }: { event: LiveEvent }) {
  const reason = reasonOf(event)
  return (
    <span className="grid min-w-0 gap-0.5">
      <span className="flex min-w-0 items-baseline gap-2">
        <span className="truncate font-medium">{titleOf(event)}</span>
        <span className="shrink-0 text-xs text-muted-foreground">{event.type || 'call'}</span>
      </span>
      <span className="truncate text-[0.8125rem] leading-5">
        {reason === '' ? <Person event={event} /> : <Reason event={event} />}
      </span>
    </span>
  )
}

function Reason({ event }: { event: LiveEvent }) {
  const reason = reasonOf(event)
  if (reason === '') return null
  return (
    <span title={reason} className={cn('truncate text-[0.8125rem]', STATES[event.state].color)}>
      {reason}
    </span>
  )
}

function Person({ event: { type, userId, anonymousId } }: { event: LiveEvent }) {
  // An identify call's title is its user.
  const id = type === 'identify' ? anonymousId : userId || anonymousId
  if (id === '') return null
  const isAnonymous = id === anonymousId && id !== userId
  return (
    <span
      title={isAnonymous ? `Anonymous id ${id}` : `User id ${id}`}
      className="font-mono text-xs text-muted-foreground"
    >
      <span className="sr-only">{isAnonymous ? 'anonymous ' : 'user '}</span>
      {id}
    </span>
  )
}
