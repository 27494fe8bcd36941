import { getWorkspace } from '../../db/queries/workspaces.ts'
import type { WorkspaceAnswer } from '../contract/workspace.ts'
import { type Endpoint, reply } from '../endpoint.ts'
import { notFound } from '../errors.ts'

export const workspaceEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/',
    needs: ['read', 'workspace'],
    async handle({ deps, principal }) {
      const row = await getWorkspace(deps.db, principal.workspaceId)
      if (row === null) return notFound('workspace')
      const workspace: WorkspaceAnswer = { id: row.id, slug: row.slug, name: row.name }
      return reply({ workspace })
    },
  },
]
