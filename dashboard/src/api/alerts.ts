import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  AlertAnswer,
  AlertCondition,
  AlertHistoryEntry,
  ChannelInput,
} from '../../../worker/api/contract/alerts.ts'
import type { Pagination } from '../../../worker/api/contract/envelope.ts'
import { api } from './client.ts'

export type {
  AlertAnswer,
  AlertCondition,
  AlertHistoryEntry,
  AlertKind,
  ChannelAnswer,
  ChannelInput,
} from '../../../worker/api/contract/alerts.ts'

/** How often a page that shows states asks for them anew; the service looks every five minutes. */
const REFRESH_MS = 30_000
/** More than the API gives at once is asked for in pages. */
const PER_PAGE = 200
const HISTORY_PER_PAGE = 20

const pathOf = (id: string) => `/alerts/${encodeURIComponent(id)}`

export interface AlertPage {
  alerts: AlertAnswer[]
  pagination: Pagination
}

export const alertsQuery = () =>
  queryOptions({
    queryKey: ['alerts'],
    queryFn: async ({ signal }) => {
      const alerts: AlertAnswer[] = []
      let cursor: string | undefined
      do {
        const page: AlertPage = await api.get('/alerts', {
          signal,
          query: { 'pagination[count]': PER_PAGE, 'pagination[cursor]': cursor },
        })
        alerts.push(...page.alerts)
        cursor = page.pagination.next
      } while (cursor !== undefined)
      return alerts
    },
    refetchInterval: REFRESH_MS,
  })

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ['alerts', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ alert: AlertAnswer }>(pathOf(id), { signal })).alert,
    refetchInterval: REFRESH_MS,
  })

interface HistoryPage {
  history: AlertHistoryEntry[]
  pagination: Pagination
}

export const alertHistoryQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['alerts', id, 'history'],
    queryFn: ({ pageParam, signal }) =>
      api.get<HistoryPage>(`${pathOf(id)}/history`, {
        signal,
        query: { 'pagination[count]': HISTORY_PER_PAGE, 'pagination[cursor]': pageParam },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ pagination }) => pagination.next,
  })

export interface AlertContent {
  name: string
  condition: AlertCondition
  enabled: boolean
  channels: readonly ChannelInput[]
  repeatMinutes: number
}

export const createAlert = async (content: AlertContent): Promise<AlertAnswer> =>
  (await api.post<{ alert: AlertAnswer }>('/alerts', content)).alert

export const updateAlert = async (
  id: string,
  change: Partial<AlertContent>,
): Promise<AlertAnswer> => (await api.patch<{ alert: AlertAnswer }>(pathOf(id), change)).alert

export const deleteAlert = (id: string) => api.delete<unknown>(pathOf(id))

export interface AlertTest {
  notified: AlertHistoryEntry['notified']
}

/** Sends a message to every channel, as the alert is stored. */
export const testAlert = (id: string) => api.post<AlertTest>(`${pathOf(id)}/test`, {})
