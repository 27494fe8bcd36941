import { and, eq, gt, isNull } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { mergePermissions } from '../../domain/access/check-permission.ts'
import type { Permission } from '../../domain/access/permission.ts'
import type { Member } from '../../domain/access/team.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { groupMembers, type InvitationRow, invitations, members } from '../schema/access.ts'
import { users } from '../schema/accounts.ts'
import { workspaces } from '../schema/workspaces.ts'
import { type Actor, auditOf } from './audit.ts'
import { memberAudit } from './members.ts'
import { type AccessDeps, type AccessError, editAccess, type TeamWithInvitations } from './team.ts'

export type { InvitationRow } from '../schema/access.ts'

const VALID_DAYS = 7
const MAX_PENDING = 500

export type InvitationError =
  | { reason: 'not_found' }
  | { reason: 'already_member'; email: string }
  | { reason: 'already_invited'; email: string }
  | { reason: 'unknown_group'; id: string }
  | { reason: 'too_many' }

type Outcome<T> = Promise<Result<T, AccessError | InvitationError>>

export interface NewInvitation {
  email: string
  permissions: readonly Permission[]
  groupIds: readonly string[]
}

export interface InvitationDeps extends AccessDeps {
  /** Random; it makes a link that nobody can guess, and earlier ones void. */
  newNonce(): string
}

/** All of them, or none. */
export const createInvitations = (
  deps: InvitationDeps,
  actor: Actor,
  given: readonly NewInvitation[],
): Outcome<InvitationRow[]> =>
  editAccess<InvitationRow[], InvitationError>(deps, actor.workspaceId, async (team) => {
    if (team.invitations.length + given.length > MAX_PENDING) return err({ reason: 'too_many' })
    const rows: InvitationRow[] = []
    for (const { email, permissions, groupIds } of given) {
      if (team.members.some((member) => member.email === email)) {
        return err({ reason: 'already_member', email })
      }
      if ([...team.invitations, ...rows].some((invitation) => invitation.email === email)) {
        return err({ reason: 'already_invited', email })
      }
      const unknown = groupIds.find((id) => !team.groups.some((group) => group.id === id))
      if (unknown !== undefined) return err({ reason: 'unknown_group', id: unknown })
      const createdAt = deps.now()
      rows.push({
        id: deps.newId('inv'),
        workspaceId: actor.workspaceId,
        email,
        permissions: mergePermissions(permissions),
        groupIds: [...new Set(groupIds)],
        nonce: deps.newNonce(),
        emailed: false,
        invitedBy: actor.name,
        createdAt,
        expiresAt: expiryFrom(createdAt),
        acceptedAt: null,
        acceptedBy: null,
        revokedAt: null,
      })
    }
    const known = await knownEmails(deps.db, rows)
    return ok({
      value: rows,
      change: {
        team: null,
        statements: rows.map((row) => deps.db.insert(invitations).values(row)),
        audit: rows.map((row) => {
          const type = known.has(row.email)
            ? 'New Segment User Invited to Workspace'
            : 'Non-Segment User Invited to Workspace'
          return invitationAudit(deps, actor, type, null, row)
        }),
      },
    })
  })

/** A new link that is good for as long as a new invitation; the old one is void. */
export const renewInvitation = (
  deps: InvitationDeps,
  actor: Actor,
  id: string,
): Outcome<InvitationRow> =>
  editAccess<InvitationRow, InvitationError>(deps, actor.workspaceId, (team) => {
    const before = team.invitations.find((invitation) => invitation.id === id)
    if (before === undefined) return err({ reason: 'not_found' })
    const renewed = {
      nonce: deps.newNonce(),
      emailed: false,
      expiresAt: expiryFrom(deps.now()),
    }
    const after = { ...before, ...renewed }
    return ok({
      value: after,
      change: {
        team: null,
        statements: [deps.db.update(invitations).set(renewed).where(isInvitation(actor, id))],
        audit: [invitationAudit(deps, actor, 'Invite Resent', before, after)],
      },
    })
  })

/** @param which Ids or addresses; all of them have to be known. */
export const revokeInvitations = (
  deps: AccessDeps,
  actor: Actor,
  which: readonly string[],
): Outcome<void> =>
  editAccess<void, InvitationError>(deps, actor.workspaceId, (team) => {
    const revoked = team.invitations.filter(
      ({ id, email }) => which.includes(id) || which.includes(email),
    )
    if (revoked.length < new Set(which).size) return err({ reason: 'not_found' })
    return ok({
      value: undefined,
      change: {
        team: null,
        statements: revoked.map(({ id }) =>
          deps.db.update(invitations).set({ revokedAt: deps.now() }).where(isInvitation(actor, id)),
        ),
        audit: revoked.map((row) => invitationAudit(deps, actor, 'Invite Deleted', row, null)),
      },
    })
  })

export async function markEmailed(db: Db, workspaceId: string, id: string): Promise<void> {
  await db
    .update(invitations)
    .set({ emailed: true })
    .where(and(eq(invitations.workspaceId, workspaceId), eq(invitations.id, id)))
}

export interface OpenInvitation extends InvitationRow {
  workspaceName: string
}

/** Without a workspace id: it is what tells the workspace. Neither accepted nor revoked; may be expired. */
export async function findInvitation(db: Db, id: string): Promise<OpenInvitation | null> {
  const [row] = await db
    .select({ invitation: invitations, workspaceName: workspaces.name })
    .from(invitations)
    .innerJoin(workspaces, eq(workspaces.id, invitations.workspaceId))
    .where(
      and(eq(invitations.id, id), isNull(invitations.acceptedAt), isNull(invitations.revokedAt)),
    )
  return row === undefined ? null : { ...row.invitation, workspaceName: row.workspaceName }
}

/** Whether the address has an invitation that can still be accepted, to whatever workspace. */
export async function isInvited({ db, now }: AccessDeps, email: string): Promise<boolean> {
  const { acceptedAt, revokedAt, expiresAt } = invitations
  const open = and(isNull(acceptedAt), isNull(revokedAt), gt(expiresAt, now()))
  const [row] = await db
    .select({ id: invitations.id })
    .from(invitations)
    .where(and(eq(invitations.email, email.toLowerCase()), open))
    .limit(1)
  return row !== undefined
}

/**
 * The invited one becomes a member, once, by whatever account has the invited address.
 *
 * @param newAccount What makes the account, for who has none; committed together with the rest.
 */
export const acceptInvitation = (
  deps: AccessDeps,
  actor: Actor,
  accepted: Pick<InvitationRow, 'id' | 'nonce'>,
  newAccount: readonly BatchItem<'sqlite'>[] = [],
): Outcome<Member> =>
  editAccess<Member, InvitationError>(deps, actor.workspaceId, (team) => {
    const invitation = team.invitations.find(({ id }) => id === accepted.id)
    const now = deps.now()
    if (
      invitation === undefined ||
      invitation.nonce !== accepted.nonce ||
      invitation.email !== actor.email ||
      invitation.expiresAt <= now
    ) {
      return err({ reason: 'not_found' })
    }
    const member: Member = {
      id: actor.id,
      name: actor.name,
      email: actor.email,
      twoFactorEnabled: false,
      permissions: invitation.permissions,
      createdAt: now,
    }
    return ok({
      value: member,
      change: {
        team: null,
        statements: [
          ...newAccount,
          deps.db
            .insert(members)
            .values({
              workspaceId: actor.workspaceId,
              userId: actor.id,
              permissions: invitation.permissions,
              createdAt: now,
            })
            .onConflictDoNothing(),
          ...liveGroups(team, invitation).map((groupId) =>
            deps.db
              .insert(groupMembers)
              .values({ workspaceId: actor.workspaceId, groupId, userId: actor.id })
              .onConflictDoNothing(),
          ),
          deps.db
            .update(invitations)
            .set({ acceptedAt: now, acceptedBy: actor.id })
            .where(isInvitation(actor, invitation.id)),
        ],
        audit: [memberAudit(deps, actor, 'Invite Accepted', null, member)],
      },
    })
  })

const liveGroups = (team: TeamWithInvitations, invitation: InvitationRow): string[] =>
  invitation.groupIds.filter((id) => team.groups.some((group) => group.id === id))

const isInvitation = (actor: Actor, id: string) =>
  and(eq(invitations.workspaceId, actor.workspaceId), eq(invitations.id, id))

const expiryFrom = (now: string): string =>
  new Date(Date.parse(now) + VALID_DAYS * 86_400_000).toISOString()

/** Addresses among the invited that have an account already. */
async function knownEmails(db: Db, rows: readonly InvitationRow[]): Promise<Set<string>> {
  const known = new Set<string>()
  for (const { email } of rows) {
    const [user] = await db.select({ id: users.id }).from(users).where(eq(users.email, email))
    if (user !== undefined) known.add(email)
  }
  return known
}

const invitationAudit = auditOf<InvitationRow>(
  'INVITE',
  ({ email }) => email,
  ({ email, permissions, groupIds, expiresAt }) => ({ email, permissions, groupIds, expiresAt }),
)
