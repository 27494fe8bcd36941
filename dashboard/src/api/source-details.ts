import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  SourceOverviewAnswer,
  SourceStatusAnswer,
} from '../../../worker/api/contract/source-status.ts'
import type { SourceAnswer } from '../../../worker/api/contract/sources.ts'
import { hoursOf, type TimeRange } from '../format/time-range.ts'
import { api } from './client.ts'

export type { SourceAnswer, SourceOverviewAnswer, SourceStatusAnswer }
export type SourceSettingsAnswer = SourceAnswer['settings']
export type SourceLabel = SourceAnswer['labels'][number]

export interface SourceSetup {
  /** As a file name ending: `html`, `swift` ... */
  language: string
  origin: string
  writeKey: string
  text: string
  /** Other ways to the same. */
  others: { title: string; language: string; text: string }[]
}

const pathOf = (id: string) => `/sources/${encodeURIComponent(id)}`

export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: ['sources', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ source: SourceAnswer }>(pathOf(id), { signal })).source,
  })

export const sourceSetupQuery = (id: string) =>
  queryOptions({
    queryKey: ['sources', id, 'setup'],
    queryFn: async ({ signal }) =>
      (await api.get<{ setup: SourceSetup }>(`${pathOf(id)}/setup`, { signal })).setup,
  })

export const sourceStatusQuery = (id: string) =>
  queryOptions({
    queryKey: ['sources', id, 'status'],
    queryFn: async ({ signal }) =>
      (await api.get<{ status: SourceStatusAnswer }>(`${pathOf(id)}/status`, { signal })).status,
  })

export const sourceOverviewQuery = (id: string, range: TimeRange) =>
  queryOptions({
    queryKey: ['sources', id, 'overview', range],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ overview: SourceOverviewAnswer }>(`${pathOf(id)}/overview`, {
          signal,
          query: hoursOf(range, Date.now()),
        })
      ).overview,
    placeholderData: keepPreviousData,
  })

export const createSource = async (input: {
  slug: string
  name: string
  metadataId: string
}): Promise<SourceAnswer> =>
  (await api.post<{ source: SourceAnswer }>('/sources', { ...input, enabled: true })).source

export interface SourceChange {
  name?: string
  enabled?: boolean
  settings?: Partial<SourceSettingsAnswer>
}

export const updateSource = async (id: string, change: SourceChange): Promise<SourceAnswer> =>
  (await api.patch<{ source: SourceAnswer }>(pathOf(id), change)).source

export const deleteSource = (id: string) => api.delete<unknown>(pathOf(id))

export const replaceSourceLabels = async (
  id: string,
  labels: readonly SourceLabel[],
): Promise<SourceLabel[]> =>
  (
    await api.put<{ labels: SourceLabel[] }>(`${pathOf(id)}/labels`, {
      labels: labels.map(({ key, value }) => ({ key, value })),
    })
  ).labels

export const addWriteKey = async (id: string): Promise<SourceAnswer> =>
  (await api.post<{ source: SourceAnswer }>(`${pathOf(id)}/writekey`)).source

export const removeWriteKey = (id: string, key: string) =>
  api.delete<unknown>(`${pathOf(id)}/writekey/${encodeURIComponent(key)}`)
