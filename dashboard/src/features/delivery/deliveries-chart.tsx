import type { DeliveryOverviewAnswer } from '../../api/delivery-overview.ts'
import { TimeChart, type TimeChartSeries } from '../../components/time-chart.tsx'
import { formatCount } from '../../format/format-count.ts'
import { ChartCard } from './chart-card.tsx'
import { toBars } from './chart-points.ts'
import { colorOfStep, labelOfStep, type StepKey } from './step-list.ts'

const STACK: readonly StepKey[] = [
  'delivered',
  'failedDelivery',
  'awaitingRetry',
  'pending',
  'filteredAtDestination',
]

const SERIES: readonly TimeChartSeries[] = STACK.map((key) => ({
  key,
  label: labelOfStep(key),
  color: colorOfStep(key),
}))

const BY_MINUTE =
  'What routing filters (filters, consent, triggers) is counted by the hour: a time of more than four hours shows it.'

/** What became of the events over time. */
export function DeliveriesChart(props: Pick<DeliveryOverviewAnswer, 'series' | 'granularity'>) {
  const { series, granularity } = props
  const data = toBars(series, granularity)
  const byMinute = granularity === 'MINUTE'
  return (
    <ChartCard
      title="Events over time"
      series={SERIES}
      data={data}
      format={formatCount}
      note={byMinute && BY_MINUTE}
    >
      <TimeChart label="Events by time and outcome" series={SERIES} data={data} height={240} />
    </ChartCard>
  )
}
