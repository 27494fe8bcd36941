import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { InferOutput } from 'valibot'
import type {
  DestinationStatus,
  failedCodesSchema,
  failedDeliverySchema,
} from '../../../worker/api/contract/deliveries.ts'
import type { DestinationTestAnswer } from '../../../worker/api/contract/destination-test.ts'
import type { DestinationAnswer } from '../../../worker/api/contract/destinations.ts'
import type { Pagination } from '../../../worker/api/contract/envelope.ts'
import { api } from './client.ts'

export type { DestinationAnswer, DestinationStatus, DestinationTestAnswer }
export type FailedDelivery = InferOutput<typeof failedDeliverySchema>
export type DestinationSettings = DestinationAnswer['settings']

export type FailedCode = InferOutput<typeof failedCodesSchema>[number]

export interface FailedPage {
  failedDeliveries: FailedDelivery[]
  /** Of the whole list, most frequent first. */
  codes: FailedCode[]
  pagination: Pagination
}

const FAILED_PER_PAGE = 50

const pathOf = (id: string) => `/destinations/${encodeURIComponent(id)}`

export const destinationQuery = (id: string) =>
  queryOptions({
    queryKey: ['destinations', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ destination: DestinationAnswer }>(pathOf(id), { signal })).destination,
  })

export const destinationStatusQuery = (id: string) =>
  queryOptions({
    queryKey: ['destinations', id, 'status'],
    queryFn: async ({ signal }) =>
      (await api.get<{ status: DestinationStatus }>(`${pathOf(id)}/status`, { signal })).status,
  })

/** Ends a pause: credentials are tried once more. */
export const resumeDestination = async (id: string): Promise<DestinationStatus> =>
  (await api.post<{ status: DestinationStatus }>(`${pathOf(id)}/resume`, {})).status

/** @param code Only what failed with it. */
export const failedDeliveriesQuery = (id: string, code?: string) =>
  infiniteQueryOptions({
    queryKey: ['destinations', id, 'failed', code ?? null],
    queryFn: ({ pageParam, signal }) =>
      api.get<FailedPage>(`${pathOf(id)}/failed-deliveries`, {
        signal,
        query: { code, 'pagination[count]': FAILED_PER_PAGE, 'pagination[cursor]': pageParam },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ pagination }) => pagination.next,
    placeholderData: keepPreviousData,
  })

/** Which of the failed list: those with an id, or with a code, or all of them. */
export interface FailedChoice {
  ids?: readonly string[]
  code?: string
}

export const requeueFailed = async (id: string, choice: FailedChoice): Promise<number> =>
  (await api.post<{ requeued: number }>(`${pathOf(id)}/failed-deliveries/requeue`, choice)).requeued

export interface NewDestination {
  sourceId: string
  metadataId: string
  name?: string
  enabled: boolean
  settings: DestinationSettings
}

export const createDestination = async (input: NewDestination): Promise<DestinationAnswer> =>
  (await api.post<{ destination: DestinationAnswer }>('/destinations', input)).destination

export interface DestinationChange {
  name?: string
  enabled?: boolean
  /** Merged key by key; null clears a setting. */
  settings?: DestinationSettings
  delivery?: Partial<DestinationAnswer['delivery']>
}

export const updateDestination = async (
  id: string,
  change: DestinationChange,
): Promise<DestinationAnswer> =>
  (await api.patch<{ destination: DestinationAnswer }>(pathOf(id), change)).destination

export const deleteDestination = (id: string) => api.delete<unknown>(pathOf(id))

/** @param event Without one, the service makes up a sample. */
export const testDestination = async (
  id: string,
  event?: Record<string, unknown>,
): Promise<DestinationTestAnswer> =>
  (
    await api.post<{ test: DestinationTestAnswer }>(
      `${pathOf(id)}/test`,
      event === undefined ? {} : { event },
    )
  ).test
