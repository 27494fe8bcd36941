import { queryOptions } from '@tanstack/react-query'
import type { LabelAnswer } from '../../../worker/api/contract/labels.ts'
import { api } from './client.ts'

export type { LabelAnswer }

/** All that the workspace has; a resource takes its labels from among them. */
export const labelsQuery = () =>
  queryOptions({
    queryKey: ['labels'],
    queryFn: async ({ signal }) =>
      (await api.get<{ labels: LabelAnswer[] }>('/labels', { signal })).labels,
  })

export const createLabel = async (label: {
  key: string
  value: string
  description?: string
}): Promise<LabelAnswer> => (await api.post<{ label: LabelAnswer }>('/labels', { label })).label
