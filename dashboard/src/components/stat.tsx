import type { ReactNode } from 'react'
import { formatCount } from '../format/format-count.ts'
import { cn } from './ui/cn.ts'
import { Skeleton } from './ui/skeleton.tsx'

export interface StatProps {
  label: string
  /** Undefined while it is being loaded. */
  value: number | undefined
  /** The chart's colour for it. */
  color?: 1 | 2 | 3 | 4 | 5
  hint?: ReactNode
}

/** One number with its word; stands in a `Stats`. */
export function Stat({ label, value, color, hint }: StatProps) {
  return (
    <div className="min-w-0 px-4 py-3.5 shadow-[0_0_0_1px_var(--border)]">
      <dt className="flex items-center gap-1.5 text-[0.8125rem] text-muted-foreground">
        {color !== undefined && (
          <span
            aria-hidden="true"
            className="size-2 shrink-0 rounded-full"
            style={{ background: `var(--chart-${color})` }}
          />
        )}
        {label}
      </dt>
      <dd className="mt-1 text-2xl font-semibold tracking-tight tabular-nums">
        {value === undefined ? <Skeleton className="h-8 w-16" /> : formatCount(value)}
      </dd>
      {hint && <dd className="mt-0.5 text-xs text-muted-foreground">{hint}</dd>}
    </div>
  )
}

/** Numbers side by side, as many as fit. */
export function Stats({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl
      className={cn(
        'grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-card shadow-card sm:grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))]',
        className,
      )}
    >
      {children}
    </dl>
  )
}
