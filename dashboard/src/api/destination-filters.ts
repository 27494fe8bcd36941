import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  DestinationFilterAnswer,
  PreviewedEvent,
  PreviewFiltersAnswer,
} from '../../../worker/api/contract/destination-filters.ts'
import type { FilterAction } from '../../../worker/domain/routing/filter-schema.ts'
import { api } from './client.ts'

export type { DestinationFilterAnswer, FilterAction, PreviewedEvent, PreviewFiltersAnswer }

/** More than a destination may have. */
const ALL = 50
/** So many of the source's latest events are tried: the most that the service does at once. */
export const PREVIEWED = 100

// Upstream's path, singular and all.
const pathOf = (destinationId: string) =>
  `/destination/${encodeURIComponent(destinationId)}/filters`
const keyOf = (destinationId: string) => ['destinations', destinationId, 'filters'] as const

export const filtersQuery = (destinationId: string) =>
  queryOptions({
    queryKey: keyOf(destinationId),
    queryFn: async ({ signal }) =>
      (
        await api.get<{ filters: DestinationFilterAnswer[] }>(pathOf(destinationId), {
          signal,
          query: { 'pagination[count]': ALL },
        })
      ).filters,
  })

export const filterQuery = (destinationId: string, filterId: string) =>
  queryOptions({
    queryKey: [...keyOf(destinationId), filterId],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ filter: DestinationFilterAnswer }>(
          `${pathOf(destinationId)}/${encodeURIComponent(filterId)}`,
          { signal },
        )
      ).filter,
  })

export interface FilterContent {
  title: string
  /** Null takes it away. */
  description?: string | null
  if: string
  actions: readonly FilterAction[]
  enabled: boolean
}

export const createFilter = async (
  destinationId: string,
  sourceId: string,
  { description, ...content }: FilterContent,
): Promise<DestinationFilterAnswer> =>
  (
    await api.post<{ filter: DestinationFilterAnswer }>(pathOf(destinationId), {
      sourceId,
      ...content,
      ...(description && { description }),
    })
  ).filter

export const updateFilter = async (
  destinationId: string,
  filterId: string,
  change: Partial<FilterContent>,
): Promise<DestinationFilterAnswer> =>
  (
    await api.patch<{ filter: DestinationFilterAnswer }>(
      `${pathOf(destinationId)}/${encodeURIComponent(filterId)}`,
      change,
    )
  ).filter

export const deleteFilter = (destinationId: string, filterId: string) =>
  api.delete<unknown>(`${pathOf(destinationId)}/${encodeURIComponent(filterId)}`)

export interface FilterRule {
  if: string
  actions: readonly FilterAction[]
}

/** What a rule by itself would have done to the source's latest events. */
export const filterPreviewQuery = (destinationId: string, rule: FilterRule) =>
  queryOptions({
    queryKey: ['destinations', destinationId, 'filter-preview', rule],
    queryFn: () =>
      api.post<PreviewFiltersAnswer>(
        `/destinations/${encodeURIComponent(destinationId)}/filters/preview`,
        { filter: rule, limit: PREVIEWED },
      ),
    // What is shown belongs to the rule before, as long as the next is being tried.
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 60_000,
  })
