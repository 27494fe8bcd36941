import { queryOptions } from '@tanstack/react-query'
import type { WorkspaceAnswer } from '../../../worker/api/contract/workspace.ts'
import { api } from './client.ts'

export type { WorkspaceAnswer }

export const workspaceQuery = () =>
  queryOptions({
    queryKey: ['workspace'],
    queryFn: async ({ signal }) =>
      (await api.get<{ workspace: WorkspaceAnswer }>('/', { signal })).workspace,
  })

export const updateWorkspace = async (change: {
  name?: string
  slug?: string
}): Promise<WorkspaceAnswer> =>
  (await api.patch<{ workspace: WorkspaceAnswer }>('/', change)).workspace
