import { queryOptions } from '@tanstack/react-query'
import type { RecentEventsAnswer } from '../../../worker/api/contract/live.ts'
import { api } from './client.ts'

export type { RecentEventsAnswer }

export interface RecentEventsFilter {
  userId?: string
  text?: string
  type?: string
  limit?: number
}

/** What a source has sent lately, newest first; of the last 500. */
export const recentEventsQuery = (sourceId: string, filter: RecentEventsFilter = {}) =>
  queryOptions({
    queryKey: ['sources', sourceId, 'recent-events', filter],
    queryFn: ({ signal }) =>
      api.get<RecentEventsAnswer>(`/sources/${encodeURIComponent(sourceId)}/recent-events`, {
        signal,
        query: { ...filter },
      }),
    // They go on coming.
    staleTime: 0,
  })
