import { CornerUpLeft } from 'lucide-react'
import type { DestinationTestAnswer } from '../../api/destination-details.ts'
import { ChangeList } from '../../components/change-list.tsx'
import { diff } from '../../components/diff.ts'
import { Notice } from '../../components/notice.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { cn } from '../../components/ui/cn.ts'
import { formatCount } from '../../format/format-count.ts'
import { TestResult, VERDICTS } from './test-result.tsx'

/** One event that was sent during this visit, and how that went. */
export interface Try {
  /** From 1. */
  number: number
  text: string
  event: Record<string, unknown>
  outcome: { result: DestinationTestAnswer } | { error: string }
}

export interface TriesProps {
  /** Newest first. */
  tries: readonly Try[]
  shown: Try
  onShow: (number: number) => void
  onEdit: (text: string) => void
}

/** The last tries of this visit, one of them open. */
export function Tries({ tries, shown, onShow, onEdit }: TriesProps) {
  const before = tries.find(({ number }) => number === shown.number - 1)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {tries.length > 1 && (
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">Tries of this visit</legend>
          {tries.map((one) => (
            <button
              key={one.number}
              type="button"
              aria-pressed={one === shown}
              onClick={() => onShow(one.number)}
              className={cn(
                'flex h-8 items-center gap-2 rounded-md border px-3 text-[0.8125rem] font-medium hover:bg-muted',
                one === shown ? 'border-primary bg-accent' : 'bg-card',
              )}
            >
              Try {one.number}
              <Summary outcome={one.outcome} />
            </button>
          ))}
        </fieldset>
      )}
      {'error' in shown.outcome ? (
        <Notice tone="error">{shown.outcome.error}</Notice>
      ) : (
        <TestResult key={shown.number} result={shown.outcome.result} />
      )}
      {before !== undefined && <Compared before={before} after={shown} />}
      {shown !== tries[0] && (
        <Button
          variant="secondary"
          size="sm"
          className="justify-self-start"
          onClick={() => onEdit(shown.text)}
        >
          <CornerUpLeft aria-hidden="true" />
          Edit this event again
        </Button>
      )}
    </div>
  )
}

function Summary({ outcome }: { outcome: Try['outcome'] }) {
  if ('error' in outcome) return <Badge tone="destructive">Not sent</Badge>
  const { result } = outcome
  const { tone, word } = VERDICTS[result.outcome]
  const status = result.requests.at(-1)?.response?.status
  return (
    <Badge tone={tone === 'error' ? 'destructive' : tone}>
      {status ?? word}
      <span className="font-normal tabular-nums">
        {formatCount(Math.round(result.latencyMs))} ms
      </span>
    </Badge>
  )
}

function Compared({ before, after }: { before: Try; after: Try }) {
  const changes = diff(before.event, after.event)
  return (
    <section aria-label={`Changed since try ${before.number}`}>
      <h3 className="mb-2 text-sm font-semibold">The event, compared with try {before.number}</h3>
      {changes.length === 0 ? (
        <p className="text-[0.8125rem] text-muted-foreground">The same event was sent again.</p>
      ) : (
        <ChangeList changes={changes} className="rounded-lg border bg-card" />
      )}
    </section>
  )
}
