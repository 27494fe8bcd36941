import { formatCount } from '../../format/format-count.ts'
import type { FilterPreviewState } from './use-preview.ts'

/** The preview in one line, beside the button that saves. */
export function PreviewCounts({ preview }: { preview: FilterPreviewState }) {
  return (
    <p
      role="status"
      className="text-[0.8125rem] text-muted-foreground max-sm:order-last max-sm:mb-1"
    >
      {textOf(preview)}
    </p>
  )
}

function textOf(preview: FilterPreviewState): string {
  switch (preview.kind) {
    case 'waiting':
      return 'When it is complete, it is tried on recent events here.'
    case 'loading':
      return 'Trying it on recent events …'
    case 'failed':
      return 'It could not be tried on recent events.'
    case 'tried': {
      const { pass, drop, change } = preview.answer.counts
      const total = pass + drop + change
      if (total === 0) return 'There are no recent events to try it on.'
      const events = total === 1 ? 'latest event' : `${formatCount(total)} latest events`
      return `Of the ${events}, this filter would have dropped ${formatCount(drop)} and changed ${formatCount(change)}.`
    }
  }
}
