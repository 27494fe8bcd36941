import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { formatCount } from '../../format/format-count.ts'
import type { Selection } from './use-selection.ts'

export interface SelectionBarProps {
  selection: Selection
  /** What fits the filters, of which perhaps only a page is shown. */
  found: readonly string[]
  /** "events" */
  what: string
  /** Buttons for what can be done with them. */
  children: ReactNode
}

/** Stays at the foot of the window while something is ticked. */
export function SelectionBar({ selection, found, what, children }: SelectionBarProps) {
  const { names } = selection
  if (names.length === 0) return null
  return (
    <section
      aria-label={`Selected ${what}`}
      className="sticky bottom-4 z-20 flex flex-wrap items-center gap-2 rounded-lg border bg-popover p-2 pl-4 shadow-pop"
    >
      <p className="mr-auto text-sm font-medium" role="status">
        {formatCount(names.length)} selected
        {names.length < found.length && (
          <Button
            variant="link"
            size="inline"
            className="ml-3"
            onClick={() => selection.set(found, true)}
          >
            Select all {formatCount(found.length)}
          </Button>
        )}
      </p>
      {children}
      <Button variant="ghost" size="icon-sm" aria-label="Select none" onClick={selection.clear}>
        <X aria-hidden="true" />
      </Button>
    </section>
  )
}
