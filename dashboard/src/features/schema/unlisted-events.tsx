import { Notice } from '../../components/notice.tsx'
import { formatCount } from '../../format/format-count.ts'

/** Why the sum of the list is less than what came. */
export function UnlistedEvents({ count }: { count: number }) {
  return (
    <Notice tone="info">
      {formatCount(count)} {count === 1 ? 'event came' : 'events came'} under names that are not
      listed: the list holds the first 4,000 names of a source. They pass like all others and are in
      the books; they are just not shown here. Often such names hold ids or dates that belong into a
      property. Clearing the history makes room.
    </Notice>
  )
}
