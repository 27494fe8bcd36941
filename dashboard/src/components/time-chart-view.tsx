import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatCount, formatShortCount } from '../format/format-count.ts'
import type { TimeChartProps, TimeChartSeries } from './time-chart.tsx'

const AXIS = { fontSize: 12, fill: 'var(--muted-foreground)' }

/** Loaded by `TimeChart`. A default export, as `lazy` wants it. */
export default function TimeChartView({ label, series, data }: TimeChartProps) {
  return (
    <>
      <div aria-hidden="true" className="size-full">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            accessibilityLayer={false}
            data={[...data]}
            margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
          >
            <CartesianGrid vertical={false} stroke="var(--border)" />
            <XAxis dataKey="time" tick={AXIS} tickLine={false} axisLine={false} minTickGap={28} />
            <YAxis
              width={44}
              tick={AXIS}
              tickLine={false}
              axisLine={false}
              allowDecimals={false}
              tickFormatter={formatShortCount}
            />
            <Tooltip cursor={{ fill: 'var(--muted)' }} content={<Hint series={series} />} />
            {series.map(({ key, color }) => (
              <Bar
                key={key}
                dataKey={key}
                stackId="all"
                fill={`var(--chart-${color})`}
                maxBarSize={32}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <Numbers label={label} series={series} data={data} />
    </>
  )
}

interface HintProps {
  series: readonly TimeChartSeries[]
  active?: boolean
  label?: string | number
  payload?: readonly { dataKey?: unknown; value?: unknown }[]
}

function Hint({ series, active, label, payload }: HintProps) {
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
            {formatCount(Number(payload.find(({ dataKey }) => dataKey === key)?.value ?? 0))}
          </span>
        </p>
      ))}
    </div>
  )
}

function Numbers({ label, series, data }: Pick<TimeChartProps, 'label' | 'series' | 'data'>) {
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
              <td key={key}>{row[key] ?? 0}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
