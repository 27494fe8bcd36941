import { Link } from '@tanstack/react-router'
import { Ban, Braces, Check, Inbox, PencilLine, UserRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Trace } from '../../api/traces.ts'
import { ChangeList } from '../../components/change-list.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { EventJson } from '../../components/event-json.tsx'
import { textAt } from '../../components/event-words.ts'
import { patchChanges } from '../../components/patch-changes.ts'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { cn } from '../../components/ui/cn.ts'
import { DestinationCard } from './destination-card.tsx'
import { EVENT_WORDS, isFinal, sentence, stageName } from './trace-words.ts'

/** Everything that happened to one event, in order. */
export function TraceView({ trace }: { trace: Trace }) {
  const { destinations, outcome } = trace
  return (
    <Card>
      <Head trace={trace} />
      <ol className="px-5 pt-5">
        <Received trace={trace} />
        {trace.stages.map((stage) => (
          <Stage key={stage.stage} stage={stage} event={trace.event} />
        ))}
        <Kept trace={trace} />
        {trace.profile !== null && (
          <Step icon={UserRound} title="Profile">
            <p className="text-[0.8125rem] text-muted-foreground">
              Resolved to <code className="font-mono text-xs">{trace.profile.profileId}</code>
            </p>
          </Step>
        )}
      </ol>
      <div className="rounded-b-lg border-t bg-muted/30 p-5">
        <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-base font-semibold">
          Destinations
          <Refreshing trace={trace} />
        </h3>
        {destinations.length === 0 ? (
          <p className="mt-2 text-sm text-muted-foreground">
            {outcome === 'passed'
              ? 'Its source had no destination, or none that you may see.'
              : outcome === 'in pipeline'
                ? 'Where it goes is decided in the pipeline, in a moment.'
                : 'It did not pass its source, so that it goes to none.'}
          </p>
        ) : (
          <ul className="mt-3 grid gap-3">
            {destinations.map((destination) => (
              <li key={destination.destinationId}>
                <DestinationCard destination={destination} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}

const titleOf = ({ event, messageId }: Trace): string =>
  textAt(event, 'event') || textAt(event, 'name') || textAt(event, 'type') || messageId

function Head({ trace }: { trace: Trace }) {
  const { messageId, sourceId, sourceName, acceptId, outcome, repeats } = trace
  const { word, tone } = EVENT_WORDS[outcome]
  const type = textAt(trace.event, 'type')
  return (
    <div className="flex flex-wrap items-start justify-between gap-3 border-b px-5 py-4">
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-base font-semibold wrap-anywhere">
          {titleOf(trace)}
          <Badge tone={tone}>{word}</Badge>
        </h2>
        <p className="mt-1 text-[0.8125rem] text-muted-foreground">
          {type !== '' && type !== titleOf(trace) && `${type} · `}
          {'from '}
          <Link
            to="/sources/$sourceId"
            params={{ sourceId }}
            className="rounded-sm font-medium text-foreground underline underline-offset-4"
          >
            {sourceName || 'a deleted source'}
          </Link>
        </p>
        {repeats > 0 && (
          <p className="mt-1 text-[0.8125rem] text-muted-foreground">
            {repeats === 1
              ? 'It was sent once more, which counted as a duplicate.'
              : `It was sent ${repeats} more times, which counted as duplicates.`}
          </p>
        )}
        <p className="mt-1 flex items-center gap-1">
          <code className="font-mono text-xs wrap-anywhere">{messageId}</code>
          <CopyButton text={messageId} what="messageId" variant="ghost" />
        </p>
      </div>
      <Button asChild variant="secondary" size="sm">
        <Link
          to="/sources/$sourceId/debugger"
          params={{ sourceId }}
          search={{ event: acceptId, message: messageId }}
        >
          Open in the debugger
        </Link>
      </Button>
    </div>
  )
}

function Received({ trace: { receivedAt, region, shard, acceptId } }: { trace: Trace }) {
  return (
    <Step icon={Inbox} title="Received" aside={<RelativeTime date={receivedAt} />}>
      <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-[0.8125rem]">
        <Fact name="When">
          <time dateTime={receivedAt}>{exact(receivedAt)}</time>
        </Fact>
        <Fact name="Where">{region === '' ? 'Not known' : `Region ${region}, shard ${shard}`}</Fact>
        <Fact name="acceptId">
          <code className="font-mono text-xs">{acceptId}</code>
        </Fact>
      </dl>
    </Step>
  )
}

/** To the millisecond, and in UTC as everything that is kept. */
const exact = (date: string): string => date.replace('T', ' ').replace('Z', ' UTC')

function Stage({ stage, event }: { stage: Trace['stages'][number]; event: unknown }) {
  const { effect, message, code, patch } = stage
  const icon = effect === 'stopped' ? Ban : effect === 'changed' ? PencilLine : Check
  return (
    <Step
      icon={icon}
      tone={effect === 'stopped' ? 'stopped' : effect === 'changed' ? 'changed' : 'passed'}
      title={stageName(stage.stage)}
      aside={effect === 'stopped' ? 'Stopped here' : effect === 'changed' ? 'Changed it' : ''}
    >
      <p className="text-[0.8125rem] text-muted-foreground wrap-anywhere">
        {sentence(message)}
        {code !== '' && <code className="ml-2 font-mono text-xs">{code}</code>}
      </p>
      {patch !== null && patch.length > 0 && (
        <ChangeList changes={patchChanges(event, patch)} className="mt-2 rounded-lg border" />
      )}
    </Step>
  )
}

const KEPT = {
  log: 'In the tables of its log; the archive has it within minutes.',
  archive: 'In the archive.',
  'dead-letter': 'Among the dead letters.',
} as const

function Kept({ trace: { kept, archiveKey, event } }: { trace: Trace }) {
  const [open, setOpen] = useState(false)
  return (
    <Step icon={Braces} title="Kept">
      <p className="text-[0.8125rem] text-muted-foreground">{KEPT[kept]}</p>
      {archiveKey !== null && (
        <code className="mt-1 block font-mono text-xs wrap-anywhere text-muted-foreground">
          {archiveKey}
        </code>
      )}
      {event === null || event === undefined ? (
        <p className="mt-1 text-[0.8125rem] text-muted-foreground">Its body was not kept.</p>
      ) : (
        <>
          <Button
            variant="link"
            size="inline"
            className="mt-1.5"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? 'Hide the event' : 'Show the event as it is kept'}
          </Button>
          {open && <EventJson value={event} className="mt-2" />}
        </>
      )}
    </Step>
  )
}

const STEP_TONES = {
  plain: 'bg-accent text-accent-foreground',
  passed: 'bg-success-soft text-success',
  changed: 'bg-info-soft text-info',
  stopped: 'bg-destructive-soft text-destructive',
} as const

interface StepProps {
  icon: typeof Check
  tone?: keyof typeof STEP_TONES
  title: string
  aside?: ReactNode
  children: ReactNode
}

function Step({ icon: Icon, tone = 'plain', title, aside, children }: StepProps) {
  return (
    <li className="group relative grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3 pb-5">
      {/* The line to the next one. */}
      <span
        aria-hidden="true"
        className="absolute top-8 bottom-1 left-[0.84rem] w-px bg-border group-last:hidden"
      />
      <span
        aria-hidden="true"
        className={cn('grid size-7 place-items-center rounded-full', STEP_TONES[tone])}
      >
        <Icon className="size-3.5" />
      </span>
      <div className="min-w-0 pt-1">
        <div className="mb-0.5 flex flex-wrap items-baseline justify-between gap-x-3">
          <h3 className="text-sm font-semibold">{title}</h3>
          {aside !== undefined && aside !== '' && (
            <span className="text-[0.8125rem] text-muted-foreground">{aside}</span>
          )}
        </div>
        {children}
      </div>
    </li>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  )
}

/** Says that the page asks again by itself, for as long as it does. */
function Refreshing({ trace }: { trace: Trace }) {
  return (
    <span role="status" className="text-[0.8125rem] font-normal text-muted-foreground">
      {isFinal(trace) ? '' : 'Not final yet: this refreshes by itself'}
    </span>
  )
}
