import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { parseFql } from '../../../../worker/domain/fql/parse.ts'
import type { DestinationAnswer } from '../../api/destination-details.ts'
import { type MappingAnswer, type PreviewRequest, previewMapping } from '../../api/mappings.ts'
import type { MappingDraft } from './mapping-draft.ts'
import { writeMapping } from './model/write-value.ts'
import { useExampleEvent } from './use-example-event.ts'

const SETTLED_AFTER_MS = 400

export interface PreviewInput {
  destination: Pick<DestinationAnswer, 'id' | 'sourceId'>
  mapping: Pick<MappingAnswer, 'actionSlug'>
  draft: MappingDraft
}

/** What the draft makes of an example event, asked for when typing has paused. */
export function usePreview({ destination, mapping, draft }: PreviewInput) {
  const example = useExampleEvent(destination.sourceId, draft.trigger)
  const { event } = example.checked
  const hasTrigger = parseFql(draft.trigger).ok
  const request = useSettled(
    event === null
      ? null
      : JSON.stringify({
          actionId: mapping.actionSlug,
          ...(hasTrigger && { trigger: draft.trigger }),
          settings: writeMapping(draft.fields),
          event,
        }),
  )
  const query = useQuery({
    queryKey: ['destinations', destination.id, 'preview', request],
    enabled: request !== null,
    queryFn: () => previewMapping(destination.id, JSON.parse(request ?? '{}') as PreviewRequest),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
  return { ...query, example }
}

export type Preview = ReturnType<typeof usePreview>

/** The value once it has not changed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, settle] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => settle(value), SETTLED_AFTER_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
