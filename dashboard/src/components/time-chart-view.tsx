import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatCount, formatShortCount } from '../format/format-count.ts'
import { AXIS, ChartHint, ChartNumbers } from './chart-parts.tsx'
import type { TimeChartProps } from './time-chart.tsx'

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
            <Tooltip
              cursor={{ fill: 'var(--muted)' }}
              content={<ChartHint series={series} format={format} />}
            />
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
      <ChartNumbers
        label={label}
        series={series}
        data={data}
        format={(value = 0) => String(value)}
      />
    </>
  )
}

const format = (value = 0): string => formatCount(value)
