import { queryOptions } from '@tanstack/react-query'
import type { ChecklistAnswer } from '../../../worker/api/contract/me.ts'
import { api } from './client.ts'

export type ChecklistItem = ChecklistAnswer['items'][number]

/** What the workspace has done so far, as the service sees it. */
export const checklistQuery = () =>
  queryOptions({
    queryKey: ['checklist'],
    queryFn: async ({ signal }) => (await api.get<ChecklistAnswer>('/checklist', { signal })).items,
  })
