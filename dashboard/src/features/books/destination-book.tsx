import type { BooksAnswer, DestinationBooksAnswer, SourceBooksAnswer } from '../../api/books.ts'
import type { TimeChartSeries } from '../../components/time-chart.tsx'
import { formatCount } from '../../format/format-count.ts'
import { BookChart } from './book-chart.tsx'
import { judgeDifference } from './explain-difference.ts'
import { HoursTable } from './hours-table.tsx'
import { type DestinationHour, deliveryStatement, routingStatement } from './statement.ts'
import { StatementCard } from './statement-card.tsx'
import { TestsCard } from './tests-card.tsx'
import { verdictOfHour, verdictOfRange } from './use-books.ts'

export interface DestinationBookProps {
  answer: BooksAnswer
  source: SourceBooksAnswer
  destination: DestinationBooksAnswer
  isHour: boolean
  page: number | undefined
  onPage: (page: number) => void
  onHour: (hour: string) => void
}

const SERIES: readonly TimeChartSeries[] = [
  { key: 'delivered', label: 'Delivered', color: 1 },
  { key: 'failed', label: 'Failed delivery', color: 2 },
  { key: 'filtered', label: 'Filtered in attempt', color: 3 },
  { key: 'waiting', label: 'Pending or awaiting retry', color: 5 },
]

export function DestinationBook(props: DestinationBookProps) {
  const { answer, source, destination, isHour, page, onPage, onHour } = props
  const { sourceId, destinationId, hours } = destination
  const routing = routingStatement(destination, source.outcomes.passed.count)
  return (
    <>
      <StatementCard
        title="What passed, and what of it was meant for this destination"
        statement={routing}
        verdict={judgeDifference({
          balanced: routing.difference === 0,
          lastHour: source.hours.at(-1)?.hour ?? answer.from,
          inPipeline: source['in pipeline'],
          now: Date.now(),
        })}
      />
      <StatementCard
        title="What was routed here, and what became of it"
        statement={deliveryStatement(destination)}
        verdict={verdictOfRange(destination, answer, sourceId)}
        {...noteOn(destination)}
      />
      {!isHour && (
        <>
          <BookChart
            title="Deliveries by the hour their events came"
            answer={answer}
            series={SERIES}
            hours={hours.map((entry) => ({ hour: entry.hour, counts: barOf(entry) }))}
          />
          <HoursTable
            columns={['Routed', 'Delivered', 'Waiting', 'Filtered', 'Failed']}
            rows={hours.toReversed().map((entry) => ({
              hour: entry.hour,
              counts: columnsOf(entry),
              verdict: verdictOfHour(entry, answer, sourceId),
            }))}
            page={page}
            onPage={onPage}
            onHour={onHour}
          />
        </>
      )}
      <TestsCard destinationId={destinationId} tests={destination.tests} />
    </>
  )
}

/** Two bookkeepers: the pipeline counts what it hands over, the destination's log what it takes on. */
function noteOn({ routed, taken }: DestinationHour): { note?: string } {
  if (routed === taken) return {}
  const more = taken > routed
  return {
    note: `The destination’s own log has taken on ${formatCount(taken)}: ${formatCount(Math.abs(taken - routed))} ${more ? 'more' : 'fewer'} than the pipeline says it handed over.`,
  }
}

const barOf = ({ outcomes }: DestinationHour) => ({
  delivered: outcomes.delivered.count,
  failed: outcomes['failed delivery'].count,
  filtered: outcomes['filtered in attempt'].count,
  waiting: outcomes.pending.count + outcomes['awaiting retry'].count,
})

/** Routed, delivered, waiting, filtered, failed. */
export function columnsOf(books: DestinationHour): [number, number, number, number, number] {
  const { delivered, failed, waiting, filtered } = barOf(books)
  return [
    books.routed,
    delivered,
    waiting,
    books['filtered at destination'].count + filtered,
    failed,
  ]
}
