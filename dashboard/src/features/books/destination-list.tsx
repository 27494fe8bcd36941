import type { BooksAnswer } from '../../api/books.ts'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import { formatCount } from '../../format/format-count.ts'
import { BalanceMark } from './balance-mark.tsx'
import { columnsOf } from './destination-book.tsx'
import { verdictOfRange } from './use-books.ts'

export interface DestinationListProps {
  answer: BooksAnswer
  sourceId: string
  onOpen: (destinationId: string) => void
}

const COLUMNS = ['Routed', 'Delivered', 'Waiting', 'Filtered', 'Failed']

/** The books of a source's destinations, each in a line. */
export function DestinationList({ answer, sourceId, onOpen }: DestinationListProps) {
  const destinations = answer.destinations.filter((entry) => entry.sourceId === sourceId)
  if (destinations.length === 0) return null
  return (
    <Card className="overflow-hidden">
      <CardHeader className="pb-3">
        <CardTitle>Its destinations</CardTitle>
      </CardHeader>
      <Table label="Its destinations" stacked>
        <TableHead>
          <TableRow>
            <TableHeader className="pl-5">Destination</TableHeader>
            {COLUMNS.map((column) => (
              <TableHeader key={column} className="text-right">
                {column}
              </TableHeader>
            ))}
            <TableHeader className="w-36 pr-5">Balance</TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          {destinations.map((entry) => (
            <TableRow key={entry.destinationId} className="relative hover:bg-muted/40">
              <TableCell className="sm:pl-5">
                <Button
                  variant="link"
                  size="inline"
                  className="justify-start text-left whitespace-normal wrap-anywhere after:absolute after:inset-0"
                  onClick={() => onOpen(entry.destinationId)}
                >
                  {entry.name}
                </Button>
              </TableCell>
              {columnsOf(entry).map((count, index) => (
                <TableCell
                  key={COLUMNS[index]}
                  className="sm:text-right"
                  {...(COLUMNS[index] && { label: COLUMNS[index] })}
                >
                  <span className="tabular-nums">{formatCount(count)}</span>
                </TableCell>
              ))}
              <TableCell label="Balance" className="pr-5">
                <span>
                  <BalanceMark verdict={verdictOfRange(entry, answer, sourceId)} />
                </span>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
