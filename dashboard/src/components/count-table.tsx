import { formatCount } from '../format/format-count.ts'
import { Card, CardHeader, CardTitle } from './ui/card.tsx'
import { Skeleton } from './ui/skeleton.tsx'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from './ui/table.tsx'

export interface CountRow {
  /** One per column. */
  cells: readonly string[]
  count: number
}

export interface CountTableProps {
  title: string
  columns: readonly string[]
  /** Undefined while they are being loaded. */
  rows: readonly CountRow[] | undefined
  /** Said when there is no row. */
  empty: string
}

/** How often what occurred: a card with a table whose last column is a number. */
export function CountTable({ title, columns, rows, empty }: CountTableProps) {
  return (
    <Card className="overflow-hidden">
      <CardHeader className="pb-3">
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      {rows === undefined ? (
        <div className="grid gap-2 px-5 pb-5">
          <Skeleton className="h-8" />
          <Skeleton className="h-8" />
        </div>
      ) : rows.length === 0 ? (
        <p className="px-5 pb-5 text-sm text-muted-foreground">{empty}</p>
      ) : (
        <Table label={title}>
          <TableHead>
            <TableRow>
              {columns.map((column) => (
                <TableHeader key={column} className="first:pl-5">
                  {column}
                </TableHeader>
              ))}
              <TableHeader className="pr-5 text-right">Events</TableHeader>
            </TableRow>
          </TableHead>
          <TableBody>
            {rows.map(({ cells, count }) => (
              <TableRow key={cells.join('\t')}>
                {cells.map((cell, index) => (
                  <TableCell key={columns[index]} className="wrap-anywhere first:pl-5">
                    {cell}
                  </TableCell>
                ))}
                <TableCell className="pr-5 text-right tabular-nums">{formatCount(count)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  )
}
