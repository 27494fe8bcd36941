import { lazy, Suspense } from 'react'
import type { TimeChartSeries } from './time-chart.tsx'
import { Skeleton } from './ui/skeleton.tsx'

export interface TimeLinesProps {
  /** Said before its numbers to those who do not see it. */
  label: string
  series: readonly TimeChartSeries[]
  /** Oldest first; a line has a gap where its value is missing. */
  data: readonly ({ time: string } & Record<string, string | number>)[]
  /** A value as text, on the axis and in the hint. */
  format: (value: number) => string
  height?: number
}

const View = lazy(() => import('./time-lines-view.tsx'))

/** Measures over time as lines, with the same numbers as a table for screen readers. */
export function TimeLines({ height = 220, ...rest }: TimeLinesProps) {
  return (
    <figure aria-label={rest.label} className="relative overflow-hidden" style={{ height }}>
      <Suspense fallback={<Skeleton className="size-full" />}>
        <View height={height} {...rest} />
      </Suspense>
    </figure>
  )
}
