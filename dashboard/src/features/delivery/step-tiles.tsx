import { cn } from '../../components/ui/cn.ts'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatCount } from '../../format/format-count.ts'
import { Change } from './change.tsx'
import { formatChange, formatShare, type Step, type StepKey } from './step-list.ts'

export interface StepTilesProps {
  /** Undefined while they are being loaded. */
  steps: readonly Step[] | undefined
  /** The step whose reasons are shown. */
  open?: StepKey | undefined
  /** Steps that have reasons to show. */
  withReasons?: readonly StepKey[]
  onOpen?: (step: StepKey | undefined) => void
}

/** The way of the events, a number for each step, with its part of what passed and what it was before. */
export function StepTiles({ steps, open, withReasons = [], onOpen }: StepTilesProps) {
  if (steps === undefined) return <LoadingTiles />
  return (
    <ol className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border shadow-card sm:grid-cols-3 xl:grid-cols-6">
      {steps.map((step) => (
        <li key={step.key} className="min-w-0 bg-card">
          {onOpen !== undefined && withReasons.includes(step.key) ? (
            <button
              type="button"
              aria-pressed={open === step.key}
              onClick={() => onOpen(open === step.key ? undefined : step.key)}
              className={cn(
                'block h-full w-full text-left hover:bg-muted/50 focus-visible:-outline-offset-2',
                open === step.key && 'bg-accent/60',
              )}
            >
              <Tile step={step} isLink />
            </button>
          ) : (
            <Tile step={step} />
          )}
        </li>
      ))}
    </ol>
  )
}

function Tile({ step, isLink = false }: { step: Step; isLink?: boolean }) {
  const { label, count, share, change, color } = step
  return (
    <span className="grid h-full content-start gap-1 px-4 py-3.5">
      <span
        className={cn(
          'flex min-h-9 items-start gap-1.5 text-[0.8125rem] leading-tight text-muted-foreground',
          isLink && 'underline decoration-dotted underline-offset-4',
        )}
      >
        {color !== undefined && (
          <span
            aria-hidden="true"
            className="mt-1 size-2 shrink-0 rounded-full"
            style={{ background: `var(--chart-${color})` }}
          />
        )}
        {label}
      </span>
      <span className="text-2xl font-semibold tracking-tight tabular-nums">
        {formatCount(count)}
      </span>
      <span aria-hidden="true" className="h-1 overflow-hidden rounded-full bg-muted">
        <span
          className="block h-full rounded-full"
          style={{
            width: `${(share ?? 0) * 100}%`,
            background: color === undefined ? 'var(--muted-foreground)' : `var(--chart-${color})`,
          }}
        />
      </span>
      <span className="flex flex-wrap justify-between gap-x-2 text-xs text-muted-foreground tabular-nums">
        <span>{share === null ? '–' : formatShare(share)}</span>
        {change !== null && <Change value={change} text={formatChange(change)} />}
      </span>
    </span>
  )
}

function LoadingTiles() {
  return (
    <div
      role="status"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border sm:grid-cols-3 xl:grid-cols-6"
    >
      <span className="sr-only">Loading</span>
      {Array.from({ length: 6 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={index} className="grid content-start gap-1 bg-card px-4 py-3.5">
          <Skeleton className="h-9 w-20" />
          <Skeleton className="h-8 w-16" />
          <Skeleton className="h-1" />
          <Skeleton className="h-4 w-12" />
        </div>
      ))}
    </div>
  )
}
