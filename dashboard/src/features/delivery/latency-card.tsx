import type { DeliveryOverviewAnswer } from '../../api/delivery-overview.ts'
import type { TimeChartSeries } from '../../components/time-chart.tsx'
import { TimeLines } from '../../components/time-lines.tsx'
import { formatCount } from '../../format/format-count.ts'
import { formatDuration } from '../../format/format-duration.ts'
import { Change } from './change.tsx'
import { ChartCard } from './chart-card.tsx'
import { toLatencies } from './chart-points.ts'
import { changeOf, formatChange } from './step-list.ts'

const LINES: readonly TimeChartSeries[] = [
  { key: 'p95Ms', label: '95 of 100 within (p95)', color: 4 },
  { key: 'p50Ms', label: 'Half of them within (p50)', color: 1 },
]

/** How long deliveries take, from receipt to the partner's answer. */
export function LatencyCard({ overview }: { overview: DeliveryOverviewAnswer }) {
  const { latency, latencyBefore, series, granularity } = overview
  const data = toLatencies(series, granularity)
  return (
    <ChartCard
      title="Time from receipt to delivery"
      series={LINES}
      data={data}
      format={formatDuration}
      note="Retries and their waits are part of it. Estimates, at most 10% off."
    >
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        {(['p50Ms', 'p95Ms'] as const).map((key) => (
          <Measure
            key={key}
            name={key === 'p50Ms' ? 'p50' : 'p95'}
            now={latency?.[key]}
            before={latencyBefore?.[key]}
          />
        ))}
        {latency !== null && (
          <div>
            <dt className="text-[0.8125rem] text-muted-foreground">Of</dt>
            <dd className="text-lg font-semibold tabular-nums">{formatCount(latency.count)}</dd>
          </div>
        )}
      </dl>
      {latency === null ? (
        <p className="text-sm text-muted-foreground">Nothing was delivered.</p>
      ) : (
        <TimeLines
          label="Time from receipt to delivery"
          series={LINES}
          data={data}
          format={formatDuration}
          height={160}
        />
      )}
    </ChartCard>
  )
}

interface MeasureProps {
  name: string
  now: number | undefined
  before: number | undefined
}

function Measure({ name, now, before }: MeasureProps) {
  const change = now === undefined || before === undefined ? null : changeOf(now, before)
  return (
    <div>
      <dt className="text-[0.8125rem] text-muted-foreground">{name}</dt>
      <dd className="flex items-baseline gap-2 text-lg font-semibold tabular-nums">
        {now === undefined ? '–' : formatDuration(now)}
        {change !== null && (
          <span className="text-xs font-normal text-muted-foreground">
            <Change value={change} text={formatChange(change)} />
          </span>
        )}
      </dd>
    </div>
  )
}
