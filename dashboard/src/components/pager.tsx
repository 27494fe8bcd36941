import { ChevronLeft, ChevronRight } from 'lucide-react'
import { formatCount } from '../format/format-count.ts'
import { Button } from './ui/button.tsx'

export interface PagerProps {
  /** From 1. */
  page: number
  perPage: number
  total: number
  onPage: (page: number) => void
  /** What is listed, in the plural: "sources". */
  what: string
}

/** Leafs through a list; nothing when it fits on one page. The page belongs into the address. */
export function Pager({ page, perPage, total, onPage, what }: PagerProps) {
  const last = Math.max(1, Math.ceil(total / perPage))
  if (last === 1) return null
  const first = (page - 1) * perPage + 1
  return (
    <nav
      aria-label={`Pages of ${what}`}
      className="flex items-center justify-between gap-4 text-sm text-muted-foreground"
    >
      <span>
        {formatCount(first)} to {formatCount(Math.min(total, page * perPage))} of{' '}
        {formatCount(total)}
      </span>
      <span className="flex gap-2">
        <Button
          variant="secondary"
          size="icon-sm"
          aria-label="Previous page"
          disabled={page <= 1}
          onClick={() => onPage(page - 1)}
        >
          <ChevronLeft aria-hidden="true" />
        </Button>
        <Button
          variant="secondary"
          size="icon-sm"
          aria-label="Next page"
          disabled={page >= last}
          onClick={() => onPage(page + 1)}
        >
          <ChevronRight aria-hidden="true" />
        </Button>
      </span>
    </nav>
  )
}

/** The page that is asked for, as far as there is one; and what stands on it. */
export function pageOf<T>(
  items: readonly T[],
  wanted: number | undefined,
  perPage: number,
): { page: number; shown: readonly T[] } {
  const last = Math.max(1, Math.ceil(items.length / perPage))
  const page = Math.min(Math.max(1, wanted ?? 1), last)
  return { page, shown: items.slice((page - 1) * perPage, page * perPage) }
}
