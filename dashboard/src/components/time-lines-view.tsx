import {
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { AXIS, ChartHint, ChartNumbers } from './chart-parts.tsx'
import type { TimeLinesProps } from './time-lines.tsx'

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
            <Tooltip
              content={
                <ChartHint
                  series={series}
                  format={(value) => (value === undefined ? '–' : format(value))}
                />
              }
            />
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
      <ChartNumbers
        label={label}
        series={series}
        data={data}
        format={(value) => (value === undefined ? 'none' : format(value))}
      />
    </>
  )
}
