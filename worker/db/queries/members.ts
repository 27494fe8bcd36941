import { and, eq, ne } from 'drizzle-orm'
import { mergePermissions } from '../../domain/access/check-permission.ts'
import type { Permission } from '../../domain/access/permission.ts'
import type { Member, Team } from '../../domain/access/team.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { groupMembers, members } from '../schema/access.ts'
import { type Actor, auditOf } from './audit.ts'
import { type AccessDeps, type AccessError, editAccess } from './team.ts'

type Outcome<T> = Promise<Result<T, AccessError | { reason: 'not_found' }>>

/** Adds to a member's own permissions, or replaces them. */
export const setMemberPermissions = (
  deps: AccessDeps,
  actor: Actor,
  userId: string,
  how: 'add' | 'replace',
  given: readonly Permission[],
): Outcome<Permission[]> =>
  editAccess<Permission[], { reason: 'not_found' }>(deps, actor.workspaceId, (team) => {
    const before = team.members.find(({ id }) => id === userId)
    if (before === undefined) return err({ reason: 'not_found' })
    const permissions = mergePermissions(
      how === 'add' ? [...before.permissions, ...given] : [...given],
    )
    const after = { ...before, permissions }
    const next: Team = {
      ...team,
      members: team.members.map((member) => (member.id === userId ? after : member)),
    }
    return ok({
      value: permissions,
      change: {
        team: next,
        statements: [
          deps.db
            .update(members)
            .set({ permissions })
            .where(and(eq(members.workspaceId, actor.workspaceId), eq(members.userId, userId))),
        ],
        audit: [memberAudit(deps, actor, 'User Policy Updated', before, after)],
      },
    })
  })

/** They leave the workspace and its groups; their accounts stay. All of them, or none. */
export const removeMembers = (
  deps: AccessDeps,
  actor: Actor,
  userIds: readonly string[],
): Outcome<void> =>
  editAccess<void, { reason: 'not_found' }>(deps, actor.workspaceId, (team) => {
    const leaving = team.members.filter(({ id }) => userIds.includes(id))
    if (leaving.length < new Set(userIds).size) return err({ reason: 'not_found' })
    const { db } = deps
    const { workspaceId } = actor
    return ok({
      value: undefined,
      change: {
        team: {
          members: team.members.filter((member) => !leaving.includes(member)),
          groups: team.groups,
        },
        statements: leaving.flatMap(({ id }) => [
          db
            .delete(groupMembers)
            .where(and(eq(groupMembers.workspaceId, workspaceId), eq(groupMembers.userId, id))),
          db
            .delete(members)
            .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, id))),
        ]),
        audit: leaving.map((member) =>
          memberAudit(deps, actor, 'User Removed From Workspace', member, null),
        ),
      },
    })
  })

/** Whether the user belongs to other workspaces too, whose business the account then is as well. */
export async function belongsElsewhere(
  db: Db,
  workspaceId: string,
  userId: string,
): Promise<boolean> {
  const rows = await db
    .select({ id: members.workspaceId })
    .from(members)
    .where(and(eq(members.userId, userId), ne(members.workspaceId, workspaceId)))
    .limit(1)
  return rows.length > 0
}

export const memberAudit = auditOf<Member>(
  'USER',
  ({ email }) => email,
  ({ name, email, permissions }) => ({ name, email, permissions }),
)
