import type { BooksAnswer, SourceBooksAnswer } from '../../api/books.ts'
import type { TimeChartSeries } from '../../components/time-chart.tsx'
import { BookChart } from './book-chart.tsx'
import { DestinationList } from './destination-list.tsx'
import { HoursTable } from './hours-table.tsx'
import { type SourceHour, sourceStatement } from './statement.ts'
import { StatementCard } from './statement-card.tsx'
import { verdictOfHour, verdictOfRange } from './use-books.ts'

export interface SourceBookProps {
  answer: BooksAnswer
  source: SourceBooksAnswer
  /** One hour only: there is nothing to break down. */
  isHour: boolean
  page: number | undefined
  onPage: (page: number) => void
  onHour: (hour: string) => void
  onDestination: (id: string) => void
}

const SERIES: readonly TimeChartSeries[] = [
  { key: 'passed', label: 'Passed', color: 1 },
  { key: 'failed', label: 'Failed on ingest or dead-lettered', color: 2 },
  { key: 'filtered', label: 'Filtered at source or suppressed', color: 3 },
  { key: 'duplicate', label: 'Duplicate', color: 4 },
  { key: 'waiting', label: 'In pipeline', color: 5 },
]

export function SourceBook(props: SourceBookProps) {
  const { answer, source, isHour, page, onPage, onHour, onDestination } = props
  const { sourceId } = source
  return (
    <>
      <StatementCard
        title="What came, and what became of it"
        statement={sourceStatement(source)}
        verdict={verdictOfRange(source, answer, sourceId)}
      />
      <DestinationList answer={answer} sourceId={sourceId} onOpen={onDestination} />
      {!isHour && (
        <>
          <BookChart
            title="Events by the hour they came"
            answer={answer}
            series={SERIES}
            hours={source.hours.map((entry) => ({ hour: entry.hour, counts: barOf(entry) }))}
          />
          <HoursTable
            columns={['Received', 'Passed', 'Did not pass', 'In pipeline']}
            rows={source.hours.toReversed().map((entry) => ({
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
    </>
  )
}

/** Received, passed, did not pass, in pipeline. */
export function columnsOf(books: SourceHour): [number, number, number, number] {
  const { passed, ...others } = books.outcomes
  const stopped = Object.values(others).reduce((sum, { count }) => sum + count, 0)
  return [books.received, passed.count, stopped, books['in pipeline']]
}

const barOf = ({ outcomes, ...books }: SourceHour) => ({
  passed: outcomes.passed.count,
  failed: outcomes['failed on ingest'].count + outcomes['dead-lettered'].count,
  filtered: outcomes['filtered at source'].count + outcomes.suppressed.count,
  duplicate: outcomes.duplicate.count,
  waiting: books['in pipeline'],
})
