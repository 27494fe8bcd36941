import { auditRow } from '../../db/queries/audit.ts'
import { belongsElsewhere, removeMembers, setMemberPermissions } from '../../db/queries/members.ts'
import { type AccessError, editAccess, loadTeam } from '../../db/queries/team.ts'
import { type Member, ownersOf, type Team } from '../../domain/access/team.ts'
import { ok, type Result } from '../../domain/result.ts'
import { SUCCESS } from '../contract/envelope.ts'
import type { PasswordResetLinkAnswer, UserAnswer } from '../contract/users.ts'
import { requireQueryList } from '../conventions.ts'
import { csvReply } from '../csv.ts'
import {
  accessFailure,
  type Call,
  type Failure,
  reply,
  type WorkspaceEndpoint,
} from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { givenPermissions, showPermissions } from '../permissions.ts'
import { replyPage } from '../reply-page.ts'

export const userEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/users',
    needs: ['read', 'member'],
    async handle({ deps, principal, query }) {
      const team = await loadTeam(deps.db, principal.workspaceId)
      return replyPage(query, 'users', team.members, (member) =>
        showUser(team, member, principal.workspaceId),
      )
    },
  },
  {
    method: 'DELETE',
    path: '/users',
    needs: ['write', 'member'],
    async handle({ deps, principal, query }) {
      const userIds = requireQueryList(query, 'userIds', 'user')
      if (!userIds.ok) return userIds
      const removed = await removeMembers(deps, principal, userIds.value)
      return removed.ok ? reply(SUCCESS) : userFailure(removed.error)
    },
  },
  {
    // Before the next, which would take "export" for an id.
    method: 'GET',
    path: '/users/export',
    needs: ['read', 'member'],
    handle: exportUsers,
  },
  {
    method: 'GET',
    path: '/users/:id',
    needs: ['read', 'member'],
    async handle({ deps, principal, params }) {
      const team = await loadTeam(deps.db, principal.workspaceId)
      const member = team.members.find(({ id }) => id === params.id)
      if (member === undefined) return notFound('user')
      return reply({ user: showUser(team, member, principal.workspaceId) })
    },
  },
  {
    method: 'GET',
    path: '/users/:id/groups',
    needs: ['read', 'member'],
    async handle({ deps, principal, params, query }) {
      const team = await loadTeam(deps.db, principal.workspaceId)
      const member = team.members.find(({ id }) => id === params.id)
      if (member === undefined) return notFound('user')
      return replyPage(query, 'groups', groupsOf(team, member), (group) => group)
    },
  },
  {
    method: 'POST',
    path: '/users/:id/permissions',
    needs: ['write', 'member'],
    handle: (call) => setPermissions(call, 'add'),
  },
  {
    method: 'PUT',
    path: '/users/:id/permissions',
    needs: ['write', 'member'],
    handle: (call) => setPermissions(call, 'replace'),
  },
  {
    method: 'POST',
    path: '/users/:id/password-reset-link',
    needs: ['write', 'member'],
    handle: makeResetLink,
  },
]

async function setPermissions(call: Call, how: 'add' | 'replace') {
  const { deps, principal, params } = call
  const given = await givenPermissions(call)
  if (!given.ok) return given
  const set = await setMemberPermissions(deps, principal, params.id ?? '', how, given.value)
  return set.ok ? reply({ permissions: showPermissions(set.value) }) : userFailure(set.error)
}

/**
 * A way back in for a member who has lost the password where no e-mail is configured. Whoever holds the
 * link becomes that member, so it takes a person who is signed in, and an account that is the
 * business of this workspace alone.
 */
async function makeResetLink({ deps, principal, params, url }: Call) {
  if (principal.kind !== 'user') {
    return fail('forbidden', 'Only an owner who is signed in can make such a link.')
  }
  const { workspaceId } = principal
  const team = await loadTeam(deps.db, workspaceId)
  const member = team.members.find(({ id }) => id === params.id)
  if (member === undefined) return notFound('user')
  if (await belongsElsewhere(deps.db, workspaceId, member.id)) {
    return fail('conflict', 'This member belongs to another workspace too.')
  }
  const logged = await editAccess(deps, workspaceId, () => {
    const entry = {
      type: 'Password Reset Link Created',
      resourceType: 'USER',
      resourceId: member.id,
      resourceName: member.email,
      before: null,
      after: null,
    }
    const change = { team: null, statements: [], audit: [auditRow(deps, principal, entry)] }
    return ok({ value: undefined, change })
  })
  if (!logged.ok) return accessFailure(logged.error)
  const { token, expiresAt } = await deps.accounts.passwordResetToken(member.id)
  const resetLink: PasswordResetLinkAnswer = {
    link: `${url.origin}/reset-password?token=${encodeURIComponent(token)}`,
    expiresAt,
  }
  return reply({ resetLink })
}

async function exportUsers({ deps, principal }: Call) {
  const team = await loadTeam(deps.db, principal.workspaceId)
  const columns = ['Name', 'Email', 'Roles', 'Groups', 'Two-factor', 'Member since']
  const rows = team.members.map((member) => [
    member.name,
    member.email,
    showPermissions(member.permissions)
      .map(({ roleName, resources, labels }) => {
        const listed = resources.filter(({ type }) => type !== 'WORKSPACE').map(({ id }) => id)
        const scope = [...listed, ...labels.map(({ key, value }) => `${key}:${value}`)]
        return scope.length === 0 ? roleName : `${roleName} (${scope.join(' ')})`
      })
      .join('; '),
    groupsOf(team, member)
      .map(({ name }) => name)
      .join('; '),
    member.twoFactorEnabled ? 'yes' : 'no',
    member.createdAt,
  ])
  return ok(csvReply('members.csv', columns, rows))
}

const groupsOf = (team: Team, member: Member) =>
  team.groups
    .filter((group) => group.userIds.includes(member.id))
    .map(({ id, name }) => ({ id, name }))

const showUser = (team: Team, member: Member, workspaceId: string): UserAnswer => ({
  id: member.id,
  name: member.name,
  email: member.email,
  permissions: showPermissions(member.permissions),
  groups: groupsOf(team, member),
  isOwner: ownersOf(team, workspaceId).includes(member),
  twoFactorEnabled: member.twoFactorEnabled,
  createdAt: member.createdAt,
})

const userFailure = (error: AccessError | { reason: 'not_found' }): Result<never, Failure> =>
  error.reason === 'not_found' ? notFound('user') : accessFailure(error)
