import { BookOpenCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SourceAnswer } from '../../api/sources.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Pager, pageOf } from '../../components/pager.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import { formatCount } from '../../format/format-count.ts'
import type { TimeRange } from '../../format/time-range.ts'
import { BalanceMark } from './balance-mark.tsx'
import { columnsOf as destinationColumns } from './destination-book.tsx'
import { columnsOf as sourceColumns } from './source-book.tsx'
import { useBooks, verdictOfRange } from './use-books.ts'

/** Each source is a call to the service of its own, so that there may be any number. */
const PER_PAGE = 8
const REFRESH_MS = 30_000
const COLUMNS = ['Came in', 'Went on', 'Waiting', 'Stopped']

export interface AllBooksProps {
  sources: readonly SourceAnswer[]
  range: TimeRange
  page: number | undefined
  onPage: (page: number) => void
  onOpen: (ids: { source?: string; destination?: string }) => void
}

/** Every source with its destinations, a line each. */
export function AllBooks({ sources, range, page: wanted, onPage, onOpen }: AllBooksProps) {
  const { page, shown } = pageOf(sources, wanted, PER_PAGE)
  if (sources.length === 0) {
    return (
      <Card>
        <EmptyState icon={BookOpenCheck} title="There is nothing to account for yet">
          The books begin with the first source. Each event it sends is in them, exactly once.
        </EmptyState>
      </Card>
    )
  }
  return (
    <>
      <Card className="overflow-hidden">
        <Table label="Books of all sources" stacked>
          <TableHead>
            <TableRow>
              <TableHeader className="pl-5">Source, and its destinations</TableHeader>
              {COLUMNS.map((column) => (
                <TableHeader key={column} className="text-right">
                  {column}
                </TableHeader>
              ))}
              <TableHeader className="w-36 pr-5">Balance</TableHeader>
            </TableRow>
          </TableHead>
          <TableBody>
            {shown.map((source) => (
              <SourceLines key={source.id} source={source} range={range} onOpen={onOpen} />
            ))}
          </TableBody>
        </Table>
      </Card>
      <p className="-mt-3 text-[0.8125rem] text-muted-foreground">
        Of a source: received, passed, in pipeline, and what did not pass. Of a destination: what
        was meant for it, delivered, pending or awaiting retry, and filtered or failed.
      </p>
      <Pager page={page} perPage={PER_PAGE} total={sources.length} what="sources" onPage={onPage} />
    </>
  )
}

interface SourceLinesProps extends Pick<AllBooksProps, 'range' | 'onOpen'> {
  source: SourceAnswer
}

function SourceLines({ source: { id, name }, range, onOpen }: SourceLinesProps) {
  const { answer, source, error, refetch } = useBooks(range, id, REFRESH_MS)
  const mine = answer?.destinations.filter((entry) => entry.sourceId === id) ?? []
  const [received = 0, passed = 0, stopped = 0, waiting = 0] = source ? sourceColumns(source) : []
  return (
    <>
      <TableRow className="relative hover:bg-muted/40">
        <TableCell className="sm:pl-5">
          <NameButton onClick={() => onOpen({ source: id })}>{name}</NameButton>
        </TableCell>
        {error && source === undefined ? (
          <TableCell colSpan={COLUMNS.length + 1} className="pr-5 text-destructive">
            {error.message}{' '}
            <Button
              variant="link"
              size="inline"
              className="relative z-1"
              onClick={() => void refetch()}
            >
              Try again
            </Button>
          </TableCell>
        ) : (
          <>
            <Counts counts={source && [received, passed, waiting, stopped]} />
            <TableCell label="Balance" className="pr-5">
              {answer && source ? (
                <span>
                  <BalanceMark verdict={verdictOfRange(source, answer, id)} />
                </span>
              ) : (
                <Skeleton className="h-5 w-20" />
              )}
            </TableCell>
          </>
        )}
      </TableRow>
      {answer &&
        mine.map((entry) => {
          const [routed, delivered, pending, filtered, failed] = destinationColumns(entry)
          return (
            <TableRow key={entry.destinationId} className="relative hover:bg-muted/40">
              <TableCell className="pl-8 sm:pl-10">
                <NameButton quiet onClick={() => onOpen({ destination: entry.destinationId })}>
                  <span className="sr-only">Destination </span>
                  {entry.name}
                </NameButton>
              </TableCell>
              <Counts
                counts={[
                  routed + entry['filtered at destination'].count,
                  delivered,
                  pending,
                  filtered + failed,
                ]}
              />
              <TableCell label="Balance" className="pr-5">
                <span>
                  <BalanceMark verdict={verdictOfRange(entry, answer, id)} />
                </span>
              </TableCell>
            </TableRow>
          )
        })}
    </>
  )
}

function Counts({ counts }: { counts: readonly number[] | undefined }) {
  return COLUMNS.map((column, index) => (
    <TableCell key={column} label={column} className="sm:text-right">
      {counts ? (
        <span className="tabular-nums">{formatCount(counts[index] ?? 0)}</span>
      ) : (
        <Skeleton className="h-5 w-14 sm:ml-auto" />
      )}
    </TableCell>
  ))
}

interface NameButtonProps {
  quiet?: boolean
  onClick: () => void
  children: ReactNode
}

function NameButton({ quiet = false, onClick, children }: NameButtonProps) {
  return (
    <Button
      variant="link"
      size="inline"
      className={`justify-start text-left whitespace-normal wrap-anywhere after:absolute after:inset-0 ${quiet ? 'font-normal' : ''}`}
      onClick={onClick}
    >
      {children}
    </Button>
  )
}
