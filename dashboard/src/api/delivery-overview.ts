import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { RequeueJob } from '../../../worker/api/contract/deliveries.ts'
import type {
  DeliveryOverviewAnswer,
  DeliverySample,
  SAMPLE_OUTCOMES,
} from '../../../worker/api/contract/delivery-overview.ts'
import { type FineRange, timesOf } from '../format/time-range.ts'
import { COUNTS_REFRESH_MS } from './books.ts'
import { api } from './client.ts'

export type {
  DeliveryOverviewAnswer,
  DeliverySample,
  DeliverySteps,
  DeliveryTally,
} from '../../../worker/api/contract/delivery-overview.ts'
export type { RequeueJob }
export type SampleOutcome = (typeof SAMPLE_OUTCOMES)[number]

/** While a job runs its progress is asked for so often. */
const PROGRESS_EVERY_MS = 1_000

const pathOf = (id: string) => `/destinations/${encodeURIComponent(id)}`

async function ask(
  id: string,
  times: { startTime: string; endTime: string },
  signal: AbortSignal,
): Promise<DeliveryOverviewAnswer> {
  const path = `${pathOf(id)}/delivery-overview`
  const options = { signal, query: times }
  return (await api.get<{ overview: DeliveryOverviewAnswer }>(path, options)).overview
}

/** What became of the events of a destination, by the time they were received. */
export const deliveryOverviewQuery = (id: string, range: FineRange) =>
  queryOptions({
    queryKey: ['destinations', id, 'delivery-overview', range],
    queryFn: ({ signal }) => ask(id, timesOf(range, Date.now()), signal),
    placeholderData: keepPreviousData,
    refetchInterval: COUNTS_REFRESH_MS,
  })

export interface DestinationDelivery {
  destinationId: string
  /** Null when it could not be asked. */
  overview: DeliveryOverviewAnswer | null
}

/** The same of several destinations, for one and the same window. One that does not answer holds up none. */
export const deliveryOverviewsQuery = (ids: readonly string[], range: FineRange) =>
  queryOptions({
    queryKey: ['destinations', 'delivery-overviews', ids, range],
    queryFn: ({ signal }): Promise<DestinationDelivery[]> => {
      const times = timesOf(range, Date.now())
      return Promise.all(
        ids.map(async (destinationId) => ({
          destinationId,
          overview: await ask(destinationId, times, signal).catch(() => null),
        })),
      )
    },
    placeholderData: keepPreviousData,
    refetchInterval: COUNTS_REFRESH_MS,
  })

/** @param code Without one, whatever the code. */
export const deliverySamplesQuery = (id: string, outcome: SampleOutcome, code?: string) =>
  queryOptions({
    queryKey: ['destinations', id, 'delivery-samples', outcome, code ?? null],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ samples: DeliverySample[] }>(`${pathOf(id)}/delivery-samples`, {
          signal,
          query: { outcome, code },
        })
      ).samples,
  })

/** Latest first; of the running one the progress. */
export const requeueJobsQuery = (id: string) =>
  queryOptions({
    queryKey: ['destinations', id, 'requeue-jobs'],
    queryFn: async ({ signal }) =>
      (await api.get<{ jobs: RequeueJob[] }>(`${pathOf(id)}/requeue-jobs`, { signal })).jobs,
    refetchInterval: ({ state }) =>
      state.data?.some((job) => job.state === 'running') ? PROGRESS_EVERY_MS : false,
  })

export const cancelRequeue = (id: string, jobId: string) =>
  api.post<{ job: RequeueJob }>(`${pathOf(id)}/requeue-jobs/${encodeURIComponent(jobId)}/cancel`)
