import { ROLE_IDS, ROLES } from '../../domain/access/roles.ts'
import type { RoleAnswer } from '../contract/permissions.ts'
import type { WorkspaceEndpoint } from '../endpoint.ts'
import { replyPage } from '../reply-page.ts'

export const roleEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/roles',
    needs: ['read', 'workspace'],
    async handle({ query }) {
      return replyPage(query, 'roles', ROLE_IDS, (id): RoleAnswer => {
        const { name, description, scopes, labels } = ROLES[id]
        return { id, name, description, scopes: [...scopes], labels }
      })
    },
  },
]
