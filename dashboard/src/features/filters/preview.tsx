import { useQuery } from '@tanstack/react-query'
import { FlaskConical, Inbox, RotateCw } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { DestinationAnswer } from '../../api/destination-details.ts'
import type { PreviewedEvent, PreviewFiltersAnswer } from '../../api/destination-filters.ts'
import { recentEventsQuery } from '../../api/recent-events.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardDescription, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { cn } from '../../components/ui/cn.ts'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatCount } from '../../format/format-count.ts'
import { RESULTS } from './filter-words.ts'
import { PreviewedRow } from './previewed-row.tsx'
import type { FilterPreviewState } from './use-preview.ts'

export interface PreviewProps {
  destination: DestinationAnswer
  preview: FilterPreviewState
}

/** What the filter would have done to the source's latest events, one by one. */
export function Preview({ destination, preview }: PreviewProps) {
  const isTried = preview.kind === 'tried'
  return (
    <Card aria-busy={preview.kind === 'loading' || (isTried && preview.isStale)}>
      <CardHeader className="pb-4">
        <div>
          <CardTitle>Tried on recent events</CardTitle>
          <CardDescription>
            This filter by itself, on the latest events of the source that reach the filters of this
            destination. Nothing is sent.
          </CardDescription>
        </div>
        {isTried && (
          <Button variant="secondary" size="sm" onClick={preview.retry}>
            <RotateCw aria-hidden="true" />
            Try again
          </Button>
        )}
      </CardHeader>
      <div className="border-t">
        <Body destination={destination} preview={preview} />
      </div>
    </Card>
  )
}

function Body({ destination, preview }: PreviewProps) {
  switch (preview.kind) {
    case 'waiting':
      return (
        <EmptyState icon={FlaskConical} title="Not complete yet" className="py-10">
          With a condition and something to do, the filter is tried here.
        </EmptyState>
      )
    case 'loading':
      return (
        <div role="status" className="grid gap-3 p-5">
          <span className="sr-only">Loading</span>
          <Skeleton className="h-9 w-72 max-w-full" />
          <Skeleton className="h-11" />
          <Skeleton className="h-11" />
        </div>
      )
    case 'failed':
      return <ErrorState error={preview.error} onRetry={preview.retry} className="py-10" />
    case 'tried':
      return preview.answer.events.length === 0 ? (
        <EmptyState icon={Inbox} title="No recent events to try it on" className="py-10">
          Its source has sent nothing lately that gets as far as the filters of this destination.
        </EmptyState>
      ) : (
        <Tried destination={destination} answer={preview.answer} isStale={preview.isStale} />
      )
  }
}

type Result = PreviewedEvent['result']
const SHOWN_FIRST = 10

interface TriedProps {
  destination: DestinationAnswer
  answer: PreviewFiltersAnswer
  isStale: boolean
}

function Tried({ destination, answer, isStale }: TriedProps) {
  const { events, counts } = answer
  const [wanted, setWanted] = useState<Result>()
  const [shown, setShown] = useState(SHOWN_FIRST)
  const { data: recent } = useQuery(recentEventsQuery(destination.sourceId, { limit: 200 }))
  const jsonOf = (acceptId: string) =>
    recent?.events.find((event) => event.acceptId === acceptId)?.json ?? null
  const fitting = events.filter(({ result }) => wanted === undefined || result === wanted)
  return (
    <div className={cn(isStale && 'opacity-60')}>
      <fieldset className="flex flex-wrap gap-2 px-5 py-3">
        <legend className="sr-only">Show</legend>
        <ResultChip isOn={wanted === undefined} onClick={() => setWanted(undefined)}>
          All {formatCount(events.length)}
        </ResultChip>
        {(['drop', 'change', 'pass'] as const).map((result) => (
          <ResultChip
            key={result}
            isOn={wanted === result}
            onClick={() => setWanted(wanted === result ? undefined : result)}
          >
            {RESULTS[result].word} {formatCount(counts[result])}
          </ResultChip>
        ))}
      </fieldset>
      {fitting.length === 0 ? (
        <p className="border-t px-5 py-8 text-center text-sm text-muted-foreground">
          None of the recent events.
        </p>
      ) : (
        <ul className="divide-y border-t">
          {fitting.slice(0, shown).map((event) => (
            <PreviewedRow key={event.acceptId} event={event} json={jsonOf(event.acceptId)} />
          ))}
        </ul>
      )}
      {fitting.length > shown && (
        <div className="border-t p-3 text-center">
          <Button variant="ghost" size="sm" onClick={() => setShown(events.length)}>
            Show all {formatCount(fitting.length)}
          </Button>
        </div>
      )}
    </div>
  )
}

function ResultChip(props: { isOn: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={props.isOn}
      onClick={props.onClick}
      className={cn(
        'h-8 rounded-md border px-3 text-[0.8125rem] font-medium tabular-nums hover:bg-muted',
        props.isOn ? 'border-primary bg-accent text-accent-foreground' : 'bg-card',
      )}
    >
      {props.children}
    </button>
  )
}
