import { formatCount } from '../format/format-count.ts'
import { Card, CardHeader, CardTitle } from './ui/card.tsx'
import { Skeleton } from './ui/skeleton.tsx'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from './ui/table.tsx'

export interface CountRow {
  title: string
  /** Said below the title, smaller. */
  detail?: string
  count: number
}

export interface CountTableProps {
  title: string
  /** What the rows are: "Reason". */
  column: string
  /** Undefined while they are being loaded. */
  rows: readonly CountRow[] | undefined
  /** Said when there is no row. */
  empty: string
}

/** How often what occurred: a card with a table whose last column is a number. */
export function CountTable({ title, column, rows, empty }: CountTableProps) {
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
              <TableHeader className="pl-5">{column}</TableHeader>
              <TableHeader className="pr-5 text-right">Events</TableHeader>
            </TableRow>
          </TableHead>
          <TableBody>
            {rows.map((row) => (
              <TableRow key={`${row.title}\t${row.detail ?? ''}`}>
                <TableCell className="pl-5 wrap-anywhere">
                  {row.title}
                  {row.detail !== undefined && (
                    <span className="block text-[0.8125rem] text-muted-foreground">
                      {row.detail}
                    </span>
                  )}
                </TableCell>
                <TableCell className="pr-5 text-right tabular-nums">
                  {formatCount(row.count)}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  )
}
