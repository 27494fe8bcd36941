import { Link } from '@tanstack/react-router'
import { History, Route } from 'lucide-react'
import { EmptyState } from '../../components/empty-state.tsx'
import { Button } from '../../components/ui/button.tsx'

export interface GonePanelProps {
  messageId: string | undefined
  isFiltered: boolean
  onClearFilters: () => void
  onClose: () => void
}

/** A link led to an event that is not here: where it can still be found. */
export function GonePanel({ messageId, isFiltered, onClearFilters, onClose }: GonePanelProps) {
  return (
    <EmptyState
      icon={History}
      title="This event is not held here any more"
      action={
        <>
          {messageId !== undefined && (
            <Button asChild>
              <Link to="/trace" search={{ id: messageId }}>
                <Route aria-hidden="true" />
                Trace it
              </Link>
            </Button>
          )}
          {isFiltered && (
            <Button variant="secondary" onClick={onClearFilters}>
              Clear the filters
            </Button>
          )}
          <Button variant="ghost" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      The debugger has the last 500 events of a source{isFiltered && ' that fit the filters'}. Its
      trace finds older ones, with all that became of them.
    </EmptyState>
  )
}
