import type { ReactNode } from 'react'
import { cn } from './ui/cn.ts'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from './ui/table.tsx'

export interface Column<Row> {
  name: string
  /** The name is for those who hear it only, as of a column of buttons. */
  unseen?: boolean
  cell: (row: Row) => ReactNode
  /** Of the cells. */
  className?: string
  /** Of the column's head. */
  headClassName?: string
  /** Its name beside it on a phone, where a row is a block of its own; without one it has the whole width. */
  label?: string
}

export interface DataTableProps<Row> {
  /** Names the table. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  className?: string
  /** For rows that are links as a whole: the link covers its row. */
  linked?: boolean
}

/** Rows of one kind, on a phone as blocks one below the other. */
export function DataTable<Row extends { id: string }>(props: DataTableProps<Row>) {
  const { label, columns, rows, className, linked = false } = props
  return (
    <Table label={label} stacked {...(className !== undefined && { className })}>
      <TableHead>
        <TableRow>
          {columns.map(({ name, unseen, headClassName }) => (
            <TableHeader key={name} className={headClassName}>
              {unseen ? <span className="sr-only">{name}</span> : name}
            </TableHeader>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.id} className={cn(linked && 'relative hover:bg-muted/40')}>
            {columns.map(({ name, cell, className: classes, label: beside }) => (
              <TableCell key={name} className={classes} {...(beside && { label: beside })}>
                {cell(row)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

/** For the column of a row's menu or button: at the right, on a phone in the upper corner. */
export const ACTION_CELL = 'w-0 text-right max-sm:absolute! max-sm:top-1 max-sm:right-0'
