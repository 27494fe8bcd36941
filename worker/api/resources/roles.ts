import { ROLE_IDS, ROLES } from '../../domain/access/roles.ts'
import type { RoleAnswer } from '../contract/permissions.ts'
import { pagination, parseWindow, windowOf } from '../conventions.ts'
import { reply, type WorkspaceEndpoint } from '../endpoint.ts'

export const roleEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/roles',
    needs: ['read', 'workspace'],
    async handle({ query }) {
      const window = parseWindow(query)
      if (!window.ok) return window
      const roles = windowOf(ROLE_IDS, window.value).map((id): RoleAnswer => {
        const { name, description, scopes, labels } = ROLES[id]
        return { id, name, description, scopes: [...scopes], labels }
      })
      return reply({ roles, pagination: pagination(window.value, ROLE_IDS.length) })
    },
  },
]
