import {
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { TimeLinesProps } from './time-lines.tsx'

const AXIS = { fontSize: 12, fill: 'var(--muted-foreground)' }

const NO_BREAK = '\u00a0'

/** Loaded by `TimeLines`. A default export, as `lazy` wants it. */
export default function TimeLinesView({ label, series, data, format }: TimeLinesProps) {
  return (
    <>
      <div aria-hidden="true" className="size-full">
        <ResponsiveContainer width="100%" height="100%">
          <LineChart
            accessibilityLayer={false}
            data={[...data]}
            margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
          >
            <CartesianGrid vertical={false} stroke="var(--border)" />
            <XAxis dataKey="time" tick={AXIS} tickLine={false} axisLine={false} minTickGap={28} />
            <YAxis
              width={68}
              tick={AXIS}
              tickLine={false}
              axisLine={false}
              // A label that breaks at its space would stick out of the chart.
              tickFormatter={(value: number) => format(value).replaceAll(' ', NO_BREAK)}
            />
            <Tooltip content={<Hint series={series} format={format} />} />
            {series.map(({ key, color }) => (
              <Line
                key={key}
                dataKey={key}
                type="linear"
                stroke={`var(--chart-${color})`}
                strokeWidth={2}
                // A single point between gaps has no line to be seen by.
                dot={{ r: 2, fill: `var(--chart-${color})`, strokeWidth: 0 }}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
      <Numbers label={label} series={series} data={data} format={format} />
    </>
  )
}

interface HintProps extends Pick<TimeLinesProps, 'series' | 'format'> {
  active?: boolean
  label?: string | number
  payload?: readonly { dataKey?: unknown; value?: unknown }[]
}

function Hint({ series, format, active, label, payload }: HintProps) {
  if (active !== true || payload === undefined) return null
  return (
    <div className="rounded-md border bg-popover px-3 py-2 text-xs shadow-pop">
      <p className="mb-1 font-medium">{label}</p>
      {series.map(({ key, label: name, color }) => {
        const value = payload.find(({ dataKey }) => dataKey === key)?.value
        return (
          <p key={key} className="flex items-center gap-2">
            <span
              className="size-2 rounded-full"
              style={{ background: `var(--chart-${color})` }}
              aria-hidden="true"
            />
            {name}
            <span className="ml-auto pl-4 font-medium tabular-nums">
              {typeof value === 'number' ? format(value) : '–'}
            </span>
          </p>
        )
      })}
    </div>
  )
}

function Numbers({ label, series, data, format }: Omit<TimeLinesProps, 'height'>) {
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
            {series.map(({ key }) => {
              const value = row[key]
              return <td key={key}>{typeof value === 'number' ? format(value) : 'none'}</td>
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
