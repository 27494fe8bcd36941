import { and, asc, eq, isNull, max } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { type Group, losesItsOwners, type Member, type Team } from '../../domain/access/team.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import {
  accessEdits,
  groupMembers,
  groups,
  type InvitationRow,
  invitations,
  members,
} from '../schema/access.ts'
import { users } from '../schema/accounts.ts'
import { type AuditRow, audit } from '../schema/audit.ts'
import type { EditDeps } from './snapshot.ts'

const MAX_TRIES = 8

export type AccessDeps = Pick<EditDeps, 'db' | 'now' | 'newId'>

/** A team with the invitations that are neither accepted nor revoked; expired ones are among them. */
export interface TeamWithInvitations extends Team {
  invitations: InvitationRow[]
}

export type AccessError =
  /** Other edits kept coming first. */
  { reason: 'busy' } | { reason: 'last_owner' }

export interface AccessChange {
  /** As the team will be; null when the change is about something else. */
  team: Team | null
  statements: BatchItem<'sqlite'>[]
  audit: AuditRow[]
}

export type AccessDecision<T, E> = Result<{ value: T; change: AccessChange | null }, E>

export async function loadTeam(db: Db, workspaceId: string): Promise<TeamWithInvitations> {
  return (await loadForEdit(db, workspaceId)).team
}

/**
 * Decides by the team as it is and commits the change with its audit entries in one transaction.
 * Edits of one workspace come one after another: each claims the number after the one it read, so
 * that what was checked still holds when the change is committed.
 */
export async function editAccess<T, E>(
  deps: AccessDeps,
  workspaceId: string,
  decide: (team: TeamWithInvitations) => Promise<AccessDecision<T, E>> | AccessDecision<T, E>,
): Promise<Result<T, E | AccessError>> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { team, version } = await loadForEdit(deps.db, workspaceId)
    const decision = await decide(team)
    if (!decision.ok) return decision
    const { value, change } = decision.value
    if (change === null) return ok(value)
    if (change.team !== null && losesItsOwners(team, change.team, workspaceId)) {
      return err({ reason: 'last_owner' })
    }
    if (await commit(deps.db, workspaceId, version, change)) return ok(value)
  }
  return err({ reason: 'busy' })
}

async function loadForEdit(db: Db, workspaceId: string) {
  const [versions, memberRows, groupRows, groupMemberRows, invitationRows] = await db.batch([
    db
      .select({ version: max(accessEdits.version) })
      .from(accessEdits)
      .where(eq(accessEdits.workspaceId, workspaceId)),
    db
      .select({
        id: users.id,
        name: users.name,
        email: users.email,
        twoFactorEnabled: users.twoFactorEnabled,
        permissions: members.permissions,
        createdAt: members.createdAt,
      })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(eq(members.workspaceId, workspaceId))
      .orderBy(asc(members.createdAt), asc(members.userId)),
    db
      .select()
      .from(groups)
      .where(eq(groups.workspaceId, workspaceId))
      .orderBy(asc(groups.createdAt), asc(groups.id)),
    db.select().from(groupMembers).where(eq(groupMembers.workspaceId, workspaceId)),
    db
      .select()
      .from(invitations)
      .where(
        and(
          eq(invitations.workspaceId, workspaceId),
          isNull(invitations.acceptedAt),
          isNull(invitations.revokedAt),
        ),
      )
      .orderBy(asc(invitations.createdAt), asc(invitations.id)),
  ])
  return {
    version: versions[0]?.version ?? 0,
    team: {
      members: memberRows.map(
        (row): Member => ({ ...row, twoFactorEnabled: row.twoFactorEnabled ?? false }),
      ),
      groups: groupRows.map(
        ({ id, name, permissions }): Group => ({
          id,
          name,
          permissions,
          userIds: groupMemberRows.filter((row) => row.groupId === id).map((row) => row.userId),
        }),
      ),
      invitations: invitationRows,
    },
  }
}

/** @returns false when another edit came first. */
async function commit(
  db: Db,
  workspaceId: string,
  version: number,
  change: AccessChange,
): Promise<boolean> {
  const next = version + 1
  try {
    await db.batch([
      // First, so that an edit that comes too late is told by this and by no other constraint.
      db.insert(accessEdits).values({ workspaceId, version: next }),
      ...(version > 0
        ? [
            db
              .delete(accessEdits)
              .where(
                and(eq(accessEdits.workspaceId, workspaceId), eq(accessEdits.version, version)),
              ),
          ]
        : []),
      ...change.statements,
      ...change.audit.map((row) => db.insert(audit).values(row)),
    ])
    return true
  } catch (cause) {
    if (isVersionConflict(cause)) return false
    throw cause
  }
}

function isVersionConflict(cause: unknown): boolean {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if (error.message.includes('UNIQUE constraint failed: access_edits')) return true
  }
  return false
}
