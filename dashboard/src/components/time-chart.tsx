import { lazy, Suspense } from 'react'
import { Skeleton } from './ui/skeleton.tsx'

export interface TimeChartSeries {
  key: string
  label: string
  /** One of the five colours of the theme. */
  color: 1 | 2 | 3 | 4 | 5
}

export interface TimeChartProps {
  /** Said before its numbers to those who do not see it. */
  label: string
  series: readonly TimeChartSeries[]
  /** One entry per bar, oldest first; `time` as the axis shows it. */
  data: readonly ({ time: string } & Record<string, string | number>)[]
  height?: number
}

// The chart library is larger than the rest of a page: it comes when a chart does.
const View = lazy(() => import('./time-chart-view.tsx'))

/** Counts over time as stacked bars, with the same numbers as a table for screen readers. */
export function TimeChart({ height = 220, ...rest }: TimeChartProps) {
  return (
    <figure aria-label={rest.label} className="relative overflow-hidden" style={{ height }}>
      <Suspense fallback={<Skeleton className="size-full" />}>
        <View height={height} {...rest} />
      </Suspense>
    </figure>
  )
}
