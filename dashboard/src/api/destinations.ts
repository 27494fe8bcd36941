import { queryOptions } from '@tanstack/react-query'
import type { DestinationAnswer } from '../../../worker/api/contract/destinations.ts'
import { api } from './client.ts'

export type { DestinationAnswer }

const MAX_LISTED = 1000

export const destinationsQuery = () =>
  queryOptions({
    queryKey: ['destinations'],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ destinations: DestinationAnswer[] }>('/destinations', {
          signal,
          query: { 'pagination[count]': MAX_LISTED },
        })
      ).destinations,
  })
