import { queryOptions } from '@tanstack/react-query'
import type { MeAnswer, SetupStateAnswer } from '../../../worker/api/contract/me.ts'
import { ApiError, api, setWorkspaceForCalls } from './client.ts'

export type { MeAnswer }
export type MyWorkspace = MeAnswer['workspaces'][number]

const CHOSEN_WORKSPACE = 'headwater-workspace'

/** Who is signed in; null when nobody is. */
export const meQuery = () =>
  queryOptions({
    queryKey: ['me'],
    queryFn: async ({ signal }): Promise<MeAnswer | null> => {
      try {
        const me = await api.get<MeAnswer>('/me', { signal })
        setWorkspaceForCalls(currentWorkspace(me)?.id)
        return me
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null
        throw error
      }
    },
    staleTime: 60_000,
  })

export const setupStateQuery = () =>
  queryOptions({
    queryKey: ['setup-state'],
    queryFn: ({ signal }) => api.get<SetupStateAnswer>('/setup-state', { signal }),
  })

/** The one that was chosen last in this browser, else the first. */
export function currentWorkspace(me: MeAnswer): MyWorkspace | undefined {
  const chosen = readChosen()
  return me.workspaces.find(({ id }) => id === chosen) ?? me.workspaces[0]
}

export function chooseWorkspace(id: string): void {
  try {
    localStorage.setItem(CHOSEN_WORKSPACE, id)
  } catch {
    // Storage may be forbidden; the choice then holds until the page is left.
  }
  setWorkspaceForCalls(id)
}

function readChosen(): string | null {
  try {
    return localStorage.getItem(CHOSEN_WORKSPACE)
  } catch {
    return null
  }
}
