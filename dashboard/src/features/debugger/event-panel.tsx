import { ChevronDown, ChevronUp, Link2, ListFilter, X } from 'lucide-react'
import { type ReactNode, type RefObject, useId } from 'react'
import type { LiveEvent } from '../../api/live.ts'
import type { SourceAnswer } from '../../api/source-details.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { EventJson } from '../../components/event-json.tsx'
import { contentOf, reasonOf, STATES, textAt, titleOf } from '../../components/event-words.ts'
import { Notice } from '../../components/notice.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '../../components/ui/tabs.tsx'
import { formatSecond } from '../../format/format-date.ts'
import { Decisions } from './decisions.tsx'
import { PanelActions } from './panel-actions.tsx'
import { NoContent, PrettyView } from './pretty-view.tsx'

export interface EventPanelProps {
  event: LiveEvent
  source: SourceAnswer
  heading: RefObject<HTMLHeadingElement | null>
  /** Absent where the panel has its own way out. */
  onClose?: (() => void) | undefined
  onNext: () => void
  onPrevious: () => void
  onFilter: (change: { name?: string; user?: string }) => void
}

/** One event, whole: the call that made it, its JSON, and what was decided about it. */
export function EventPanel(props: EventPanelProps) {
  const { event, source } = props
  const content = contentOf(event)
  const reason = reasonOf(event)
  const count = Object.keys(event.destinations).length
  return (
    <>
      <PanelHead {...props} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
        {reason !== '' && (
          <Notice tone={event.state === 'duplicate' ? 'info' : 'warning'}>
            <strong className="font-semibold">{STATES[event.state].word}:</strong> {reason}.
            {event.code !== '' && (
              <code className="mt-1 block font-mono text-xs">{event.code}</code>
            )}
          </Notice>
        )}
        <Facts event={event} onFilter={props.onFilter} />
        <PanelActions event={event} sourceId={source.id} />
        {/* Each event begins with the tab that the last one was seen with. */}
        <Tabs defaultValue="pretty">
          <TabsList>
            <TabsTrigger value="pretty">Pretty</TabsTrigger>
            <TabsTrigger value="raw">Raw</TabsTrigger>
            <TabsTrigger value="destinations">
              Destinations{count > 0 && <Badge className="ml-1.5">{count}</Badge>}
            </TabsTrigger>
          </TabsList>
          <TabsContent value="pretty" className="pt-4">
            <PrettyView event={event} source={source} />
          </TabsContent>
          <TabsContent value="raw" className="pt-4">
            {content === null ? (
              <NoContent event={event} />
            ) : (
              <EventJson key={event.acceptId} value={content} openLevels={3} />
            )}
          </TabsContent>
          <TabsContent value="destinations" className="pt-4">
            <Decisions event={event} />
          </TabsContent>
        </Tabs>
      </div>
    </>
  )
}

function PanelHead({ event, heading, onClose, onNext, onPrevious }: EventPanelProps) {
  const state = STATES[event.state]
  const link = new URL(location.href)
  link.search = new URLSearchParams({ event: event.acceptId, message: event.messageId }).toString()
  return (
    <div className="sticky top-0 z-10 flex items-start gap-3 border-b bg-card px-4 py-3">
      <div className="min-w-0 flex-1">
        <h2
          ref={heading}
          tabIndex={-1}
          className="text-base font-semibold wrap-anywhere outline-none"
        >
          {titleOf(event)}
        </h2>
        <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-[0.8125rem] text-muted-foreground">
          <Badge tone={state.tone}>
            <state.icon aria-hidden="true" />
            {state.word}
          </Badge>
          {event.type || 'call'}
          <span aria-hidden="true">·</span>
          <time dateTime={event.receivedAt}>{formatSecond(event.receivedAt)}</time>
        </p>
      </div>
      <div className="flex shrink-0 items-center max-lg:pr-9">
        <Button variant="ghost" size="icon-sm" onClick={onPrevious} aria-keyshortcuts="k">
          <ChevronUp aria-hidden="true" />
          <span className="sr-only">Newer event</span>
        </Button>
        <Button variant="ghost" size="icon-sm" onClick={onNext} aria-keyshortcuts="j">
          <ChevronDown aria-hidden="true" />
          <span className="sr-only">Older event</span>
        </Button>
        <CopyButton text={link.href} what="link to this event" variant="ghost" icon={Link2} />
        {onClose !== undefined && (
          <Button variant="ghost" size="icon-sm" onClick={onClose} aria-keyshortcuts="Escape">
            <X aria-hidden="true" />
            <span className="sr-only">Close the event</span>
          </Button>
        )}
      </div>
    </div>
  )
}

function Facts({ event, onFilter }: Pick<EventPanelProps, 'event' | 'onFilter'>) {
  const { messageId, userId, anonymousId, name } = event
  const library = [
    textAt(contentOf(event), 'context', 'library', 'name'),
    textAt(contentOf(event), 'context', 'library', 'version'),
  ].join(' ')
  return (
    <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-x-3 gap-y-1 text-[0.8125rem]">
      <Fact name="messageId" value={messageId}>
        <CopyButton text={messageId} what="messageId" variant="ghost" />
      </Fact>
      <Fact name="User id" value={userId}>
        <FilterButton what="this user" onClick={() => onFilter({ user: userId })} />
      </Fact>
      <Fact name="Anonymous id" value={anonymousId}>
        <FilterButton what="this visitor" onClick={() => onFilter({ user: anonymousId })} />
      </Fact>
      {event.type === 'track' && (
        <Fact name="Event name" value={name}>
          <FilterButton what="this name" onClick={() => onFilter({ name })} />
        </Fact>
      )}
      <Fact name="Library" value={library.trim()} />
    </dl>
  )
}

function Fact({ name, value, children }: { name: string; value: string; children?: ReactNode }) {
  const id = useId()
  if (value === '') return null
  return (
    <>
      <dt id={id} className="text-muted-foreground">
        {name}
      </dt>
      <dd className="flex min-h-8 items-center gap-1">
        <span className="min-w-0 font-mono text-xs wrap-anywhere">{value}</span>
        {children}
      </dd>
    </>
  )
}

function FilterButton({ what, onClick }: { what: string; onClick: () => void }) {
  return (
    <Button variant="ghost" size="icon-sm" onClick={onClick} title={`Show only ${what}`}>
      <ListFilter className="text-muted-foreground" aria-hidden="true" />
      <span className="sr-only">Show only {what}</span>
    </Button>
  )
}
