import { Link } from '@tanstack/react-router'
import { ListTree, SearchX } from 'lucide-react'
import type { SchemaAnswer, SchemaKind, SchemaPeriod } from '../../api/schema.ts'
import type { SourceAnswer } from '../../api/source-details.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'

interface NothingSeenProps {
  kind: SchemaKind
  source: SourceAnswer
  period: SchemaPeriod
  totals: SchemaAnswer['totals']
}

const PURPOSES: Record<SchemaKind, string> = {
  track: 'A track call says what somebody did: Order Completed, with its properties.',
  identify: 'An identify call says who somebody is: traits such as email and plan.',
  group: 'A group call says which company or team somebody belongs to, with its traits.',
  page: 'A page call says that somebody looked at a page of a website.',
  screen: 'A screen call says that somebody looked at a screen of an app.',
}

/** A tab before the first call of its kind. */
export function NothingSeen({ kind, source, totals }: NothingSeenProps) {
  const silent = Object.values(totals).every((count) => count === 0)
  return (
    <Card>
      <EmptyState
        icon={ListTree}
        title={silent ? 'Nothing has been seen yet' : `No ${kind} calls yet`}
        action={
          silent &&
          source.writeKeys.length > 0 && (
            <Button asChild variant="secondary">
              <Link to="/sources/$sourceId/setup" params={{ sourceId: source.id }}>
                Open the set-up
              </Link>
            </Button>
          )
        }
      >
        {silent
          ? 'Names, properties and traits show up here by themselves, within seconds of the first event.'
          : `${PURPOSES[kind]} What comes shows up here by itself.`}
      </EmptyState>
    </Card>
  )
}

export function NothingFits({ what, onClear }: { what: string; onClear: () => void }) {
  return (
    <Card>
      <EmptyState
        icon={SearchX}
        title={`No ${what} fits these filters`}
        action={
          <Button variant="secondary" onClick={onClear}>
            Clear the filters
          </Button>
        }
      />
    </Card>
  )
}

interface NoSuchEventProps {
  name: string
  onDismiss: () => void
  /** Absent when everything is shown already. */
  onShowAll?: () => void
}

/** A link led to an event that is not on the list. */
export function NoSuchEvent({ name, onDismiss, onShowAll }: NoSuchEventProps) {
  return (
    <Notice tone="info">
      <p>
        “{name}” is not on this list.{' '}
        {onShowAll
          ? 'It is archived, or the filters leave it out.'
          : 'It may have come only just now, its history may have been cleared, or the list is full.'}
      </p>
      <p className="mt-1.5 flex flex-wrap gap-4">
        {onShowAll && (
          <Button variant="link" size="inline" onClick={onShowAll}>
            Show all, archived too
          </Button>
        )}
        <Button variant="link" size="inline" onClick={onDismiss}>
          Dismiss
        </Button>
      </p>
    </Notice>
  )
}
