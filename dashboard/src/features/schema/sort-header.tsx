import { ArrowDown, ArrowUp } from 'lucide-react'
import { cn } from '../../components/ui/cn.ts'
import { TableHeader } from '../../components/ui/table.tsx'
import type { Sort } from './listing.ts'

export interface SortHeaderProps {
  label: string
  by: Sort
  sort: Sort
  onSort: (sort: Sort) => void
  className?: string
}

/** A column's name that sorts by it. On a phone, where columns are not seen, it is only a name. */
export function SortHeader({ label, by, sort, onSort, className }: SortHeaderProps) {
  const isSorted = sort === by
  const rises = by === 'name' || by === 'oldest'
  const Arrow = rises ? ArrowUp : ArrowDown
  return (
    <TableHeader
      aria-sort={isSorted ? (rises ? 'ascending' : 'descending') : undefined}
      className={className}
    >
      <span className="sm:hidden">{label}</span>
      <button
        type="button"
        onClick={() => onSort(by)}
        className={cn(
          'group/sort inline-flex items-center gap-1 rounded-sm hover:text-foreground max-sm:hidden',
          isSorted && 'text-foreground',
        )}
      >
        {label}
        <Arrow
          aria-hidden="true"
          className={cn('size-3.5', !isSorted && 'opacity-0 group-hover/sort:opacity-60')}
        />
      </button>
    </TableHeader>
  )
}
