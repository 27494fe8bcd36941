import { createToken, listTokens, revokeToken, type TokenRow } from '../../db/queries/tokens.ts'
import { SUCCESS } from '../contract/envelope.ts'
import { type CreatedTokenAnswer, createTokenSchema, type TokenAnswer } from '../contract/tokens.ts'
import { accessFailure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { checkPermissions, knownResources, showPermissions } from '../permissions.ts'
import { replyPage } from '../reply-page.ts'

export const tokenEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/tokens',
    needs: ['read', 'token'],
    async handle({ deps, principal, query }) {
      const tokens = await listTokens(deps.db, principal.workspaceId)
      return replyPage(query, 'tokens', tokens, showToken)
    },
  },
  {
    method: 'POST',
    path: '/tokens',
    needs: ['write', 'token'],
    async handle(call) {
      const { deps, principal, body } = call
      const input = parseBody(createTokenSchema, body)
      if (!input.ok) return input
      const { name, permissions } = input.value
      const given = checkPermissions(permissions, await knownResources(call), 'permissions')
      if (!given.ok) return given
      const secret = deps.newToken()
      const hash = await deps.sha256(secret)
      const created = await createToken(deps, principal, { name, hash, permissions: given.value })
      if (!created.ok) {
        return created.error.reason === 'too_many'
          ? fail('conflict', 'The workspace has as many tokens as it may have.')
          : accessFailure(created.error)
      }
      const answer: CreatedTokenAnswer = { token: showToken(created.value), secret }
      return reply(answer, 201)
    },
  },
  {
    method: 'DELETE',
    path: '/tokens/:id',
    needs: ['write', 'token'],
    async handle({ deps, principal, params }) {
      const revoked = await revokeToken(deps, principal, params.id ?? '')
      if (revoked.ok) return reply(SUCCESS)
      return revoked.error.reason === 'not_found' ? notFound('token') : accessFailure(revoked.error)
    },
  },
]

const showToken = (row: TokenRow): TokenAnswer => ({
  id: row.id,
  name: row.name,
  permissions: showPermissions(row.permissions),
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  lastUsedAt: row.lastUsedAt,
})
