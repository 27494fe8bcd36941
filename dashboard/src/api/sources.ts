import { queryOptions } from '@tanstack/react-query'
import type { SourceAnswer } from '../../../worker/api/contract/sources.ts'
import { api } from './client.ts'

export type { SourceAnswer }

/** More than fit on a page of the API; a workspace of thousands of sources is shown in parts. */
const MAX_LISTED = 1000

export const sourcesQuery = () =>
  queryOptions({
    queryKey: ['sources'],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ sources: SourceAnswer[] }>('/sources', {
          signal,
          query: { 'pagination[count]': MAX_LISTED },
        })
      ).sources,
  })
