import { republish } from '../../db/queries/snapshot.ts'
import { getWorkspace, updateWorkspace } from '../../db/queries/workspaces.ts'
import { SUCCESS } from '../contract/envelope.ts'
import { updateWorkspaceSchema, type WorkspaceAnswer } from '../contract/workspace.ts'
import {
  accessFailure,
  editFailure,
  parseBody,
  reply,
  type WorkspaceEndpoint,
} from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'

export const workspaceEndpoints: readonly WorkspaceEndpoint[] = [
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
    method: 'PATCH',
    path: '/',
    needs: ['write', 'workspace'],
    async handle({ deps, principal, body }) {
      const input = parseBody(updateWorkspaceSchema, body)
      if (!input.ok) return input
      const updated = await updateWorkspace(deps, principal, input.value)
      if (!updated.ok) {
        const { error } = updated
        if (error.reason === 'not_found') return notFound('workspace')
        if (error.reason === 'slug_taken') {
          return fail('conflict', 'Another workspace has this slug.', 'slug')
        }
        return accessFailure(error)
      }
      const { id, slug, name } = updated.value
      const workspace: WorkspaceAnswer = { id, slug, name }
      return reply({ workspace })
    },
  },
  {
    // After a release whose catalog describes a destination differently: what is published says
    // what the catalog said when the destination was last edited.
    method: 'POST',
    path: '/configuration/republish',
    needs: ['write', 'configuration'],
    async handle({ deps }) {
      const done = await republish(deps)
      return done.ok ? reply(SUCCESS) : editFailure(done.error)
    },
  },
]
