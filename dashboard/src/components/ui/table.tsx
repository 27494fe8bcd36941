import type { ComponentProps } from 'react'
import { cn } from './cn.ts'
import { ScrollRegion } from './scroll-region.tsx'

export interface TableProps extends ComponentProps<'table'> {
  /** Names it, and the part of the page that scrolls sideways where it is too wide. */
  label: string
  /** On a phone each row is a block of its own, its cells named by their `label`. */
  stacked?: boolean
}

export function Table({ className, label, stacked = false, ...rest }: TableProps) {
  return (
    <ScrollRegion label={label} className="w-full rounded-[inherit]">
      <table
        className={cn('w-full border-collapse text-sm', stacked && 'stacked-table', className)}
        {...rest}
      />
    </ScrollRegion>
  )
}

export function TableHead({ className, ...rest }: ComponentProps<'thead'>) {
  return <thead className={cn('border-b bg-muted/50', className)} {...rest} />
}

export function TableBody({ className, ...rest }: ComponentProps<'tbody'>) {
  return <tbody className={cn('[&_tr:not(:last-child)]:border-b', className)} {...rest} />
}

export function TableRow({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr className={cn('group/row', className)} {...rest} />
}

export function TableHeader({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn(
        'h-9 px-4 text-left text-xs font-medium whitespace-nowrap text-muted-foreground',
        className,
      )}
      {...rest}
    />
  )
}

export interface TableCellProps extends ComponentProps<'td'> {
  /** The column's name, shown where a `stacked` table has no columns. */
  label?: string
}

export function TableCell({ className, label, ...rest }: TableCellProps) {
  return <td data-label={label} className={cn('px-4 py-2.5 align-middle', className)} {...rest} />
}
