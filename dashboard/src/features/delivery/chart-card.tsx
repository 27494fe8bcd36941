import { type ReactNode, useState } from 'react'
import type { TimeChartSeries } from '../../components/time-chart.tsx'
import { Card, CardContent, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { cn } from '../../components/ui/cn.ts'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import type { ChartPoint } from './chart-points.ts'

export interface ChartCardProps {
  title: string
  series: readonly TimeChartSeries[]
  data: readonly ChartPoint[]
  format: (value: number) => string
  /** Below it, smaller. */
  note?: ReactNode
  /** The chart. */
  children: ReactNode
}

/** A chart, or the same numbers as a table for whoever reads them rather. */
export function ChartCard({ title, series, data, format, note, children }: ChartCardProps) {
  const [isTable, setTable] = useState(false)
  return (
    <Card className="min-w-0">
      <CardHeader>
        <CardTitle>{title}</CardTitle>
        <fieldset className="flex rounded-md border bg-muted/60 p-0.5">
          <legend className="sr-only">Show {title} as</legend>
          {['Chart', 'Table'].map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={isTable === (name === 'Table')}
              onClick={() => setTable(name === 'Table')}
              className={cn(
                'h-7 rounded-sm px-2.5 text-xs font-medium',
                isTable === (name === 'Table')
                  ? 'bg-card text-foreground shadow-card'
                  : 'text-muted-foreground',
              )}
            >
              {name}
            </button>
          ))}
        </fieldset>
      </CardHeader>
      <CardContent className="grid grid-cols-[minmax(0,1fr)] gap-3">
        {isTable ? (
          <Numbers title={title} series={series} data={data} format={format} />
        ) : (
          <>
            {children}
            <Legend series={series} />
          </>
        )}
        {note && <p className="text-[0.8125rem] text-muted-foreground">{note}</p>}
      </CardContent>
    </Card>
  )
}

function Legend({ series }: Pick<ChartCardProps, 'series'>) {
  return (
    <ul aria-hidden="true" className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted-foreground">
      {series.map(({ key, label, color }) => (
        <li key={key} className="flex items-center gap-1.5">
          <span className="size-2 rounded-full" style={{ background: `var(--chart-${color})` }} />
          {label}
        </li>
      ))}
    </ul>
  )
}

function Numbers({ title, series, data, format }: Omit<ChartCardProps, 'note' | 'children'>) {
  return (
    <div className="max-h-80 overflow-y-auto rounded-md border">
      <Table label={`${title}, as numbers`}>
        <TableHead>
          <TableRow>
            <TableHeader>Time</TableHeader>
            {series.map(({ key, label }) => (
              <TableHeader key={key} className="text-right">
                {label}
              </TableHeader>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {data.toReversed().map((row) => (
            <TableRow key={row.time}>
              <TableCell className="py-1.5 whitespace-nowrap">{row.time}</TableCell>
              {series.map(({ key }) => {
                const value = row[key]
                return (
                  <TableCell key={key} className="py-1.5 text-right tabular-nums">
                    {typeof value === 'number' ? format(value) : '–'}
                  </TableCell>
                )
              })}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}
