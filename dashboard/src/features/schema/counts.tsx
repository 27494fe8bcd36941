import { cn } from '../../components/ui/cn.ts'
import { formatCount } from '../../format/format-count.ts'

export interface ShareBarProps {
  allowed: number
  blocked: number
  /** What fills the whole bar. */
  of: number
  className?: string
}

/** How much of the whole something is, and which part of it was blocked. The numbers stand beside it. */
export function ShareBar({ allowed, blocked, of, className }: ShareBarProps) {
  const width = (count: number) => `${of <= 0 ? 0 : Math.min(100, (count / of) * 100)}%`
  return (
    <span
      aria-hidden="true"
      className={cn('flex h-1 w-full overflow-hidden rounded-full bg-muted', className)}
    >
      <span className="bg-chart-1" style={{ width: width(allowed) }} />
      <span className="bg-chart-2" style={{ width: width(blocked) }} />
    </span>
  )
}

/** A count with its bar below. */
export function AllowedCount({ allowed, blocked, of }: ShareBarProps) {
  return (
    <span className="grid w-20 gap-1 tabular-nums">
      {formatCount(allowed)}
      <ShareBar allowed={allowed} blocked={blocked} of={of} />
    </span>
  )
}

export function BlockedCount({ count }: { count: number }) {
  return (
    <span className={cn('tabular-nums', count > 0 ? 'text-destructive' : 'text-muted-foreground')}>
      {formatCount(count)}
    </span>
  )
}
