import { republish } from '../../db/queries/snapshot.ts'
import { getWorkspace } from '../../db/queries/workspaces.ts'
import { SUCCESS } from '../contract/envelope.ts'
import type { WorkspaceAnswer } from '../contract/workspace.ts'
import { type Endpoint, editFailure, reply } from '../endpoint.ts'
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
  {
    // After a release whose catalog describes a destination differently: what is published says
    // what the catalog said when the destination was last edited.
    method: 'POST',
    path: '/configuration/republish',
    needs: ['write', 'workspace'],
    async handle({ deps }) {
      const done = await republish(deps)
      return done.ok ? reply(SUCCESS) : editFailure(done.error)
    },
  },
]
