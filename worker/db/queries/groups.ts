import { and, eq } from 'drizzle-orm'
import { mergePermissions } from '../../domain/access/check-permission.ts'
import type { Permission } from '../../domain/access/permission.ts'
import type { Group } from '../../domain/access/team.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { groupMembers, groups, invitations } from '../schema/access.ts'
import { type Actor, auditOf, auditRow } from './audit.ts'
import {
  type AccessChange,
  type AccessDeps,
  type AccessError,
  editAccess,
  type TeamWithInvitations,
} from './team.ts'

export type GroupError =
  | { reason: 'not_found' }
  | { reason: 'name_taken' }
  | { reason: 'too_many' }
  | { reason: 'unknown_email'; email: string }

type Outcome<T> = Promise<Result<T, AccessError | GroupError>>

const MAX_GROUPS = 200

export const createGroup = (deps: AccessDeps, actor: Actor, name: string): Outcome<Group> =>
  editAccess<Group, GroupError>(deps, actor.workspaceId, (team) => {
    if (team.groups.some((group) => group.name === name)) return err({ reason: 'name_taken' })
    if (team.groups.length >= MAX_GROUPS) return err({ reason: 'too_many' })
    const group: Group = { id: deps.newId('grp'), name, permissions: [], userIds: [] }
    const { workspaceId } = actor
    const row = { id: group.id, workspaceId, name, permissions: [], createdAt: deps.now() }
    return ok({
      value: group,
      change: {
        team: null,
        statements: [deps.db.insert(groups).values(row)],
        audit: [groupAudit(deps, actor, 'User Group Created', null, group)],
      },
    })
  })

export const renameGroup = (
  deps: AccessDeps,
  actor: Actor,
  id: string,
  name: string,
): Outcome<Group> =>
  editGroup(deps, actor, id, (before, team) => {
    if (team.groups.some((group) => group.id !== id && group.name === name)) {
      return err({ reason: 'name_taken' })
    }
    const after = { ...before, name }
    return ok({
      after,
      statements: [deps.db.update(groups).set({ name }).where(isGroup(actor, id))],
      audit: [groupAudit(deps, actor, 'User Group Updated', before, after)],
    })
  })

export const setGroupPermissions = (
  deps: AccessDeps,
  actor: Actor,
  id: string,
  how: 'add' | 'replace',
  given: readonly Permission[],
): Outcome<Group> =>
  editGroup(deps, actor, id, (before) => {
    const permissions = mergePermissions(
      how === 'add' ? [...before.permissions, ...given] : [...given],
    )
    const after = { ...before, permissions }
    return ok({
      after,
      statements: [deps.db.update(groups).set({ permissions }).where(isGroup(actor, id))],
      audit: [groupAudit(deps, actor, 'User Group Policy Updated', before, after)],
    })
  })

/** Its members stay in the workspace. */
export const deleteGroup = (deps: AccessDeps, actor: Actor, id: string): Outcome<void> =>
  editAccess<void, GroupError>(deps, actor.workspaceId, (team) => {
    const before = team.groups.find((group) => group.id === id)
    if (before === undefined) return err({ reason: 'not_found' })
    const { db } = deps
    return ok({
      value: undefined,
      change: {
        team: { ...team, groups: team.groups.filter((group) => group !== before) },
        statements: [
          db.delete(groupMembers).where(isMemberOf(actor, id)),
          db.delete(groups).where(isGroup(actor, id)),
          ...team.invitations
            .filter((invitation) => invitation.groupIds.includes(id))
            .map((invitation) =>
              setGroups(
                deps,
                invitation,
                invitation.groupIds.filter((other) => other !== id),
              ),
            ),
        ],
        audit: [groupAudit(deps, actor, 'User Group Deleted', before, null)],
      },
    })
  })

/**
 * Puts people into a group, takes them out, or makes them its members and nobody else. An address
 * stands for a member, or for whoever a pending invitation has been sent to.
 */
export const changeGroupMembers = (
  deps: AccessDeps,
  actor: Actor,
  id: string,
  how: 'add' | 'remove' | 'replace',
  emails: readonly string[],
): Outcome<Group> =>
  editGroup(deps, actor, id, (before, team) => {
    const people = peopleOf(team, emails)
    if (!people.ok) return people
    const kept = how === 'replace' ? [] : before.userIds
    const userIds =
      how === 'remove'
        ? kept.filter((userId) => !people.value.userIds.includes(userId))
        : [...new Set([...kept, ...people.value.userIds])]
    const after = { ...before, userIds }
    const added = userIds.filter((userId) => !before.userIds.includes(userId))
    const removed = before.userIds.filter((userId) => !userIds.includes(userId))
    return ok({
      after,
      statements: [
        ...removed.map((userId) =>
          deps.db
            .delete(groupMembers)
            .where(and(isMemberOf(actor, id), eq(groupMembers.userId, userId))),
        ),
        ...added.map((userId) =>
          deps.db
            .insert(groupMembers)
            .values({ workspaceId: actor.workspaceId, groupId: id, userId }),
        ),
        ...invitationStatements(deps, team, id, how, people.value.invitationIds),
      ],
      audit: [
        ...added.map((userId) =>
          joinAudit(deps, actor, 'User Added To User Group', team, after, userId),
        ),
        ...removed.map((userId) =>
          joinAudit(deps, actor, 'User Removed From User Group', team, after, userId),
        ),
      ],
    })
  })

function peopleOf(
  team: TeamWithInvitations,
  emails: readonly string[],
): Result<{ userIds: string[]; invitationIds: string[] }, GroupError> {
  const userIds: string[] = []
  const invitationIds: string[] = []
  for (const email of emails) {
    const member = team.members.find((candidate) => candidate.email === email)
    const invitation = team.invitations.find((candidate) => candidate.email === email)
    if (member !== undefined) userIds.push(member.id)
    else if (invitation !== undefined) invitationIds.push(invitation.id)
    else return err({ reason: 'unknown_email', email })
  }
  return ok({ userIds, invitationIds })
}

function invitationStatements(
  deps: AccessDeps,
  team: TeamWithInvitations,
  groupId: string,
  how: 'add' | 'remove' | 'replace',
  invitationIds: readonly string[],
) {
  return team.invitations.flatMap((invitation) => {
    const named = invitationIds.includes(invitation.id)
    const isIn = invitation.groupIds.includes(groupId)
    const shallBeIn = how === 'remove' ? isIn && !named : named || (how === 'add' && isIn)
    if (isIn === shallBeIn) return []
    const others = invitation.groupIds.filter((id) => id !== groupId)
    return [setGroups(deps, invitation, shallBeIn ? [...others, groupId] : others)]
  })
}

const setGroups = (deps: AccessDeps, { id }: { id: string }, groupIds: string[]) =>
  deps.db.update(invitations).set({ groupIds }).where(eq(invitations.id, id))

type GroupChange = Pick<AccessChange, 'statements' | 'audit'> & { after: Group }

const editGroup = (
  deps: AccessDeps,
  actor: Actor,
  id: string,
  decide: (before: Group, team: TeamWithInvitations) => Result<GroupChange, GroupError>,
): Outcome<Group> =>
  editAccess<Group, GroupError>(deps, actor.workspaceId, (team) => {
    const before = team.groups.find((group) => group.id === id)
    if (before === undefined) return err({ reason: 'not_found' })
    const decision = decide(before, team)
    if (!decision.ok) return decision
    const { after, statements, audit } = decision.value
    const groups = team.groups.map((group) => (group === before ? after : group))
    return ok({
      value: after,
      change: statements.length === 0 ? null : { team: { ...team, groups }, statements, audit },
    })
  })

const isGroup = (actor: Actor, id: string) =>
  and(eq(groups.workspaceId, actor.workspaceId), eq(groups.id, id))

const isMemberOf = (actor: Actor, id: string) =>
  and(eq(groupMembers.workspaceId, actor.workspaceId), eq(groupMembers.groupId, id))

const groupAudit = auditOf<Group>(
  'USER_GROUP',
  ({ name }) => name,
  ({ name, permissions }) => ({ name, permissions }),
)

const joinAudit = (
  deps: AccessDeps,
  actor: Actor,
  type: string,
  team: TeamWithInvitations,
  group: Group,
  userId: string,
) => {
  const email = team.members.find(({ id }) => id === userId)?.email ?? userId
  return auditRow(deps, actor, {
    type,
    resourceType: 'USER_GROUP',
    resourceId: group.id,
    resourceName: group.name,
    before: null,
    after: { user: email },
  })
}
