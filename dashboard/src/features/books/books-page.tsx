import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ArrowLeft, ChevronLeft, ChevronRight, Download } from 'lucide-react'
import type { BooksAnswer } from '../../api/books.ts'
import { destinationsQuery } from '../../api/destinations.ts'
import { sourcesQuery } from '../../api/sources.ts'
import { ErrorState } from '../../components/error-state.tsx'
import { Notice } from '../../components/notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PanelPending } from '../../components/page-states.tsx'
import { saveFile } from '../../components/save-file.ts'
import { TimeRangeSelect } from '../../components/time-range.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { formatMinute } from '../../format/format-date.ts'
import { hourToDate } from '../../format/hours.ts'
import { DEFAULT_TIME_RANGE, labelOfRange } from '../../format/time-range.ts'
import { AllBooks } from './all-books.tsx'
import { type Book, BookPicker } from './book-picker.tsx'
import { booksCsv, type CsvBook } from './books-csv.ts'
import { DestinationBook } from './destination-book.tsx'
import { SourceBook } from './source-book.tsx'
import { deliveryStatement, routingStatement, sourceStatement } from './statement.ts'
import { hourBeside, rangeOfHour, useBooks } from './use-books.ts'

const route = getRouteApi('/app/books')

/** What became of every event, as an account that has to balance. */
export function BooksPage() {
  const { data: sources } = useSuspenseQuery(sourcesQuery())
  const { data: destinations } = useSuspenseQuery(destinationsQuery())
  const { source, destination, range = DEFAULT_TIME_RANGE, page } = route.useSearch()
  const navigate = route.useNavigate()
  const open = (ids: { source?: string; destination?: string }) =>
    void navigate({ search: (now) => ({ range: now.range, hour: now.hour, ...ids }) })
  const book = bookOf(
    sources.find(({ id }) => id === source),
    destinations.find(({ id }) => id === destination),
  )
  const isUnknown = book.of === 'all' && (source !== undefined || destination !== undefined)
  return (
    <>
      <PageHeader
        title="Books"
        description="What became of every event, counted by the hour in which it came. Each event is in exactly one place, so both sides of every equation are the same, or something is wrong."
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <div className="flex flex-wrap items-center gap-2">
          <BookPicker book={book} sources={sources} destinations={destinations} onChange={open} />
          <TimeRangeSelect
            value={range}
            onChange={(next) =>
              void navigate({
                search: (now) => ({ ...now, range: next, hour: undefined, page: undefined }),
                replace: true,
              })
            }
          />
        </div>
        {isUnknown && (
          <Notice tone="warning">
            What this address names does not exist any more, or you may not see it. These are all
            others.
          </Notice>
        )}
        {book.of === 'all' ? (
          <AllBooks
            sources={sources}
            range={range}
            page={page}
            onPage={(next) =>
              void navigate({ search: (now) => ({ ...now, page: next }), replace: true })
            }
            onOpen={open}
          />
        ) : (
          <OpenBook book={book} onOpen={open} />
        )}
      </div>
    </>
  )
}

function bookOf(
  source: Extract<Book, { of: 'source' }>['source'] | undefined,
  destination: Extract<Book, { of: 'destination' }>['destination'] | undefined,
): Book {
  if (destination !== undefined) return { of: 'destination', destination }
  return source === undefined ? { of: 'all' } : { of: 'source', source }
}

interface OpenBookProps {
  book: Exclude<Book, { of: 'all' }>
  onOpen: (ids: { source?: string; destination?: string }) => void
}

/** The books of one source or destination, over a range or in one hour of it. */
function OpenBook({ book, onOpen }: OpenBookProps) {
  const { range = DEFAULT_TIME_RANGE, hour, page } = route.useSearch()
  const navigate = route.useNavigate()
  const sourceId = book.of === 'source' ? book.source.id : book.destination.sourceId
  const shown = hour === undefined ? range : rangeOfHour(hour)
  const { answer, source, error, refetch, isPlaceholderData, isRunning } = useBooks(shown, sourceId)
  const setHour = (next: string | undefined) =>
    void navigate({ search: (now) => ({ ...now, hour: next }), resetScroll: next !== hour })
  const paging = {
    isHour: hour !== undefined,
    page,
    onPage: (next: number) =>
      void navigate({
        search: (now) => ({ ...now, page: next }),
        replace: true,
        resetScroll: false,
      }),
    onHour: setHour,
  }
  if (error && answer === undefined) {
    return (
      <Card>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Card>
    )
  }
  const destination =
    book.of === 'destination'
      ? answer?.destinations.find((entry) => entry.destinationId === book.destination.id)
      : undefined
  const isReady =
    answer !== undefined &&
    source !== undefined &&
    (book.of === 'source' || destination !== undefined)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6" aria-busy={!isReady || isPlaceholderData}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        {hour === undefined ? (
          <p className="text-sm text-muted-foreground">
            {labelOfRange(range)}
            {isRunning && ', up to now'}
          </p>
        ) : (
          <HourSteps hour={hour} isRunning={isRunning} onHour={setHour} />
        )}
        {answer && source && (
          <DownloadButton
            name={book.of === 'source' ? book.source.slug : book.destination.name}
            answer={answer}
            book={book}
          />
        )}
      </div>
      {!isReady ? (
        <PanelPending />
      ) : destination !== undefined ? (
        <DestinationBook answer={answer} source={source} destination={destination} {...paging} />
      ) : (
        <SourceBook
          answer={answer}
          source={source}
          onDestination={(id) => onOpen({ destination: id })}
          {...paging}
        />
      )}
    </div>
  )
}

interface HourStepsProps {
  hour: string
  isRunning: boolean
  onHour: (hour: string | undefined) => void
}

function HourSteps({ hour, isRunning, onHour }: HourStepsProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button variant="secondary" size="sm" onClick={() => onHour(undefined)}>
        <ArrowLeft aria-hidden="true" />
        All hours
      </Button>
      <Button
        variant="secondary"
        size="icon-sm"
        aria-label="The hour before"
        onClick={() => onHour(hourBeside(hour, -1))}
      >
        <ChevronLeft aria-hidden="true" />
      </Button>
      <p className="text-sm max-sm:order-last max-sm:basis-full">
        The hour from{' '}
        <time dateTime={hourToDate(hour)} className="font-semibold">
          {formatMinute(hourToDate(hour))}
        </time>
        {isRunning && <span className="text-muted-foreground">, still running</span>}
      </p>
      <Button
        variant="secondary"
        size="icon-sm"
        aria-label="The hour after"
        disabled={isRunning}
        onClick={() => onHour(hourBeside(hour, 1))}
      >
        <ChevronRight aria-hidden="true" />
      </Button>
    </div>
  )
}

interface DownloadButtonProps {
  name: string
  answer: BooksAnswer
  book: Exclude<Book, { of: 'all' }>
}

function DownloadButton({ name, answer, book }: DownloadButtonProps) {
  const download = useMutation({
    mutationFn: () => booksCsv(csvBooks(answer, book)),
    onSuccess: (text) =>
      saveFile(
        `books-${name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-')}-${answer.from}-${answer.to}.csv`,
        new Blob([text], { type: 'text/csv;charset=utf-8' }),
      ),
  })
  return (
    <Button
      variant="secondary"
      size="sm"
      busy={download.isPending}
      onClick={() => download.mutate()}
    >
      {!download.isPending && <Download aria-hidden="true" />}
      Download CSV
    </Button>
  )
}

function csvBooks(answer: BooksAnswer, book: Exclude<Book, { of: 'all' }>): CsvBook[] {
  const sourceId = book.of === 'source' ? book.source.id : book.destination.sourceId
  const source = answer.sources.find((entry) => entry.sourceId === sourceId)
  if (book.of === 'source') {
    return (source?.hours ?? []).map((entry) => ({
      hour: entry.hour,
      statements: [sourceStatement(entry)],
    }))
  }
  const found = answer.destinations.find((entry) => entry.destinationId === book.destination.id)
  const passed = new Map(
    source?.hours.map((entry) => [entry.hour, entry.outcomes.passed.count] as const),
  )
  return (found?.hours ?? []).map((entry) => ({
    hour: entry.hour,
    statements: [routingStatement(entry, passed.get(entry.hour) ?? 0), deliveryStatement(entry)],
  }))
}
