import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { DestinationAnswer } from '../../api/destination-details.ts'
import {
  type FilterRule,
  filterPreviewQuery,
  type PreviewFiltersAnswer,
} from '../../api/destination-filters.ts'

/** After so long without a change the rule is tried. */
const SETTLED_AFTER_MS = 500

export type FilterPreviewState =
  /** The rule is not complete. */
  | { kind: 'waiting' }
  | { kind: 'loading' }
  | { kind: 'failed'; error: Error; retry: () => void }
  | { kind: 'tried'; answer: PreviewFiltersAnswer; isStale: boolean; retry: () => void }

/** What the rule would have done lately, tried anew whenever it has changed. */
export function usePreview({ id }: DestinationAnswer, rule: FilterRule | null): FilterPreviewState {
  const text = useSettled(JSON.stringify(rule))
  const settled = JSON.parse(text) as FilterRule | null
  const { data, error, refetch, isFetching, isPlaceholderData } = useQuery({
    ...filterPreviewQuery(id, settled ?? { if: '', actions: [] }),
    enabled: settled !== null,
  })
  const retry = () => void refetch()
  if (rule === null || settled === null) return { kind: 'waiting' }
  if (error !== null && !isFetching) return { kind: 'failed', error, retry }
  if (data === undefined) return { kind: 'loading' }
  const isStale = isPlaceholderData || JSON.stringify(rule) !== text
  return { kind: 'tried', answer: data, isStale, retry }
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    if (text === settled) return
    const timer = setTimeout(() => setSettled(text), SETTLED_AFTER_MS)
    return () => clearTimeout(timer)
  }, [text, settled])
  return settled
}
