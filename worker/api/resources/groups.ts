import {
  changeGroupMembers,
  createGroup,
  deleteGroup,
  type GroupError,
  renameGroup,
  setGroupPermissions,
} from '../../db/queries/groups.ts'
import { type AccessError, loadTeam, type TeamWithInvitations } from '../../db/queries/team.ts'
import type { Group } from '../../domain/access/team.ts'
import { ok, type Result } from '../../domain/result.ts'
import { SUCCESS } from '../contract/envelope.ts'
import { type GroupAnswer, groupInputSchema, groupMembersInputSchema } from '../contract/groups.ts'
import type { MinimalUserAnswer } from '../contract/users.ts'
import { requireEmails } from '../conventions.ts'
import {
  accessFailure,
  type Call,
  type Failure,
  parseBody,
  reply,
  type WorkspaceEndpoint,
} from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { givenPermissions, showPermissions } from '../permissions.ts'
import { replyPage } from '../reply-page.ts'

/** Editing and removing the members of a group stand under a singular path: so client libraries ask. */
export const groupEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/groups',
    needs: ['read', 'member'],
    async handle({ deps, principal, query }) {
      const { groups } = await loadTeam(deps.db, principal.workspaceId)
      return replyPage(query, 'userGroups', groups, showGroup)
    },
  },
  {
    method: 'POST',
    path: '/groups',
    needs: ['write', 'member'],
    async handle({ deps, principal, body }) {
      const input = parseBody(groupInputSchema, body)
      if (!input.ok) return input
      return groupReply(await createGroup(deps, principal, input.value.name))
    },
  },
  {
    method: 'GET',
    path: '/groups/:id',
    needs: ['read', 'member'],
    async handle(call) {
      const found = await findGroup(call)
      return found.ok ? reply({ userGroup: showGroup(found.value.group) }) : found
    },
  },
  {
    method: 'PATCH',
    path: '/groups/:id',
    needs: ['write', 'member'],
    async handle({ deps, principal, params, body }) {
      const input = parseBody(groupInputSchema, body)
      if (!input.ok) return input
      return groupReply(await renameGroup(deps, principal, params.id ?? '', input.value.name))
    },
  },
  {
    method: 'DELETE',
    path: '/groups/:id',
    needs: ['write', 'member'],
    async handle({ deps, principal, params }) {
      const deleted = await deleteGroup(deps, principal, params.id ?? '')
      return deleted.ok ? reply(SUCCESS) : groupFailure(deleted.error)
    },
  },
  {
    method: 'GET',
    path: '/groups/:id/users',
    needs: ['read', 'member'],
    async handle(call) {
      const found = await findGroup(call)
      if (!found.ok) return found
      const { team, group } = found.value
      const members = team.members.filter(({ id }) => group.userIds.includes(id))
      return replyPage(
        call.query,
        'users',
        members,
        ({ id, name, email }): MinimalUserAnswer => ({ id, name, email }),
      )
    },
  },
  {
    method: 'POST',
    path: '/groups/:id/users',
    needs: ['write', 'member'],
    handle: (call) => changeMembers(call, 'add'),
  },
  {
    method: 'PUT',
    path: '/group/:id/users',
    needs: ['write', 'member'],
    handle: (call) => changeMembers(call, 'replace'),
  },
  {
    method: 'DELETE',
    path: '/group/:id/users',
    needs: ['write', 'member'],
    async handle({ deps, principal, params, query }) {
      const emails = requireEmails(query)
      if (!emails.ok) return emails
      const id = params.id ?? ''
      const changed = await changeGroupMembers(deps, principal, id, 'remove', emails.value)
      return changed.ok ? reply(SUCCESS) : groupFailure(changed.error)
    },
  },
  {
    method: 'GET',
    path: '/groups/:id/invites',
    needs: ['read', 'member'],
    async handle(call) {
      const found = await findGroup(call)
      if (!found.ok) return found
      const { team, group } = found.value
      const invited = team.invitations.filter(({ groupIds }) => groupIds.includes(group.id))
      return replyPage(call.query, 'emails', invited, ({ email }) => email)
    },
  },
  {
    method: 'POST',
    path: '/groups/:id/permissions',
    needs: ['write', 'member'],
    handle: (call) => setPermissions(call, 'add'),
  },
  {
    method: 'PUT',
    path: '/groups/:id/permissions',
    needs: ['write', 'member'],
    handle: (call) => setPermissions(call, 'replace'),
  },
]

async function changeMembers({ deps, principal, params, body }: Call, how: 'add' | 'replace') {
  const input = parseBody(groupMembersInputSchema, body)
  if (!input.ok) return input
  const { emails } = input.value
  return groupReply(await changeGroupMembers(deps, principal, params.id ?? '', how, emails))
}

async function setPermissions(call: Call, how: 'add' | 'replace') {
  const { deps, principal, params } = call
  const given = await givenPermissions(call)
  if (!given.ok) return given
  const set = await setGroupPermissions(deps, principal, params.id ?? '', how, given.value)
  if (!set.ok) return groupFailure(set.error)
  return reply({ permissions: showPermissions(set.value.permissions) })
}

async function findGroup({
  deps,
  principal,
  params,
}: Call): Promise<Result<{ team: TeamWithInvitations; group: Group }, Failure>> {
  const team = await loadTeam(deps.db, principal.workspaceId)
  const group = team.groups.find(({ id }) => id === params.id)
  return group === undefined ? notFound('group') : ok({ team, group })
}

const showGroup = ({ id, name, permissions, userIds }: Group): GroupAnswer => ({
  id,
  name,
  memberCount: userIds.length,
  permissions: showPermissions(permissions),
})

const groupReply = (result: Result<Group, AccessError | GroupError>) =>
  result.ok ? reply({ userGroup: showGroup(result.value) }) : groupFailure(result.error)

function groupFailure(error: AccessError | GroupError): Result<never, Failure> {
  switch (error.reason) {
    case 'not_found':
      return notFound('group')
    case 'name_taken':
      return fail('conflict', 'Another group has this name.', 'name')
    case 'too_many':
      return fail('conflict', 'The workspace has as many groups as it may have.')
    case 'unknown_email':
      return fail('bad-request', `Neither a member nor invited: ${error.email}.`, 'emails')
    default:
      return accessFailure(error)
  }
}
