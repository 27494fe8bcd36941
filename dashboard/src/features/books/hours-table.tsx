import { Pager, pageOf } from '../../components/pager.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { cn } from '../../components/ui/cn.ts'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import { formatCount } from '../../format/format-count.ts'
import { hourToDate } from '../../format/hours.ts'
import { BalanceMark } from './balance-mark.tsx'
import type { Verdict } from './explain-difference.ts'

const PER_PAGE = 24

/** Without a year: the books go back a month. */
const inWords = new Intl.DateTimeFormat('en', {
  weekday: 'short',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

export interface HourRow {
  hour: string
  /** One per column. */
  counts: readonly number[]
  verdict: Verdict
}

export interface HoursTableProps {
  columns: readonly string[]
  /** Latest first; only those in which something happened. */
  rows: readonly HourRow[]
  page: number | undefined
  onPage: (page: number) => void
  onHour: (hour: string) => void
}

/** The books hour by hour; an hour opens to its own statement. A phone has room for the first count only. */
export function HoursTable({ columns, rows, page: wanted, onPage, onHour }: HoursTableProps) {
  const { page, shown } = pageOf(rows, wanted, PER_PAGE)
  return (
    <div className="grid gap-4">
      <Card className="overflow-hidden">
        <CardHeader className="pb-3">
          <CardTitle>Hour by hour</CardTitle>
        </CardHeader>
        {rows.length === 0 ? (
          <p className="px-5 pb-5 text-sm text-muted-foreground">
            Nothing happened in these hours.
          </p>
        ) : (
          <Table label="Hour by hour">
            <TableHead>
              <TableRow>
                <TableHeader className="pl-5">Hour</TableHeader>
                {columns.map((column, index) => (
                  <TableHeader
                    key={column}
                    className={cn('text-right', index > 0 && 'max-sm:hidden')}
                  >
                    {column}
                  </TableHeader>
                ))}
                <TableHeader className="pr-5 sm:w-36">
                  <span className="max-sm:sr-only">Balance</span>
                </TableHeader>
              </TableRow>
            </TableHead>
            <TableBody>
              {shown.map(({ hour, counts, verdict }) => (
                <TableRow key={hour} className="relative hover:bg-muted/40">
                  <TableCell className="pl-5">
                    <Button
                      variant="link"
                      size="inline"
                      className="after:absolute after:inset-0"
                      onClick={() => onHour(hour)}
                    >
                      <time dateTime={hourToDate(hour)}>
                        {inWords.format(new Date(hourToDate(hour)))}
                      </time>
                    </Button>
                  </TableCell>
                  {columns.map((column, index) => (
                    <TableCell
                      key={column}
                      className={cn('text-right tabular-nums', index > 0 && 'max-sm:hidden')}
                    >
                      {formatCount(counts[index] ?? 0)}
                    </TableCell>
                  ))}
                  <TableCell className="pr-5">
                    <BalanceMark verdict={verdict} short />
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
      <Pager page={page} perPage={PER_PAGE} total={rows.length} what="hours" onPage={onPage} />
    </div>
  )
}
