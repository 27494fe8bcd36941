import { TimeChart, type TimeChartSeries } from '../../components/time-chart.tsx'
import { Card, CardContent, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { toBars } from '../../format/hours.ts'

export interface BookChartProps {
  title: string
  answer: { from: string; to: string }
  series: readonly TimeChartSeries[]
  hours: readonly { hour: string; counts: Record<string, number> }[]
}

/** Outcomes over time; only those that occur, so that the legend says what there is. */
export function BookChart({ title, answer, series, hours }: BookChartProps) {
  if (hours.length === 0) return null
  const occurring = series.filter(({ key }) => hours.some(({ counts }) => (counts[key] ?? 0) > 0))
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-[0.8125rem] text-muted-foreground">
          {occurring.map(({ key, label, color }) => (
            <li key={key} className="flex items-center gap-1.5">
              <span
                aria-hidden="true"
                className="size-2 rounded-full"
                style={{ background: `var(--chart-${color})` }}
              />
              {label}
            </li>
          ))}
        </ul>
      </CardHeader>
      <CardContent>
        <TimeChart label={title} series={occurring} data={toBars(answer, hours)} />
      </CardContent>
    </Card>
  )
}
