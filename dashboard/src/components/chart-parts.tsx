import type { TimeChartSeries } from './time-chart.tsx'

/** How the axes of all charts write. */
export const AXIS = { fontSize: 12, fill: 'var(--muted-foreground)' }

interface ChartHintProps {
  series: readonly TimeChartSeries[]
  /** Of what stands at a time; undefined where nothing does. */
  format: (value: number | undefined) => string
  // From the chart:
  active?: boolean
  label?: string | number
  payload?: readonly { dataKey?: unknown; value?: unknown }[]
}

/** What a chart says of the time under the pointer. */
export function ChartHint({ series, format, active, label, payload }: ChartHintProps) {
  if (active !== true || payload === undefined) return null
  return (
    <div className="rounded-md border bg-popover px-3 py-2 text-xs shadow-pop">
      <p className="mb-1 font-medium">{label}</p>
      {series.map(({ key, label: name, color }) => (
        <p key={key} className="flex items-center gap-2">
          <span
            className="size-2 rounded-full"
            style={{ background: `var(--chart-${color})` }}
            aria-hidden="true"
          />
          {name}
          <span className="ml-auto pl-4 font-medium tabular-nums">
            {format(numberOf(payload.find(({ dataKey }) => dataKey === key)?.value))}
          </span>
        </p>
      ))}
    </div>
  )
}

interface ChartNumbersProps {
  label: string
  series: readonly TimeChartSeries[]
  data: readonly ({ time: string } & Record<string, string | number>)[]
  format: (value: number | undefined) => string
}

/** A chart's numbers for those who do not see it. */
export function ChartNumbers({ label, series, data, format }: ChartNumbersProps) {
  return (
    <table className="sr-only">
      <caption>{label}</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          {series.map(({ key, label: name }) => (
            <th key={key} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.map((row) => (
          <tr key={row.time}>
            <th scope="row">{row.time}</th>
            {series.map(({ key }) => (
              <td key={key}>{format(numberOf(row[key]))}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined
