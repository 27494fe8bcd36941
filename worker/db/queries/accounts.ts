import { eq, lt } from 'drizzle-orm'
import { forWorkspace } from '../../domain/access/permission.ts'
import type { Member } from '../../domain/access/team.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { members, setupCodes } from '../schema/access.ts'
import { accounts, sessions, type UserRow, users, verifications } from '../schema/accounts.ts'
import { audit } from '../schema/audit.ts'
import { workspaces } from '../schema/workspaces.ts'
import { type Actor, auditRow } from './audit.ts'
import { memberAudit } from './members.ts'
import { membershipsOf, someMemberExists } from './principals.ts'
import { type AccessDeps, type AccessError, editAccess } from './team.ts'

export type { UserRow } from '../schema/accounts.ts'

export interface NewAccount {
  name: string
  /** In small letters. */
  email: string
  emailVerified: boolean
  passwordHash: string
}

export async function findUserByEmail(db: Db, email: string): Promise<UserRow | null> {
  const [row] = await db.select().from(users).where(eq(users.email, email))
  return row ?? null
}

/** An account with a password, to be inserted together with what it is made for. */
export function newAccount(deps: AccessDeps, input: NewAccount) {
  const { name, email, emailVerified, passwordHash } = input
  const now = new Date(deps.now())
  const user: UserRow = {
    id: deps.newId('usr'),
    name,
    email,
    emailVerified,
    image: null,
    twoFactorEnabled: false,
    createdAt: now,
    updatedAt: now,
  }
  const account = {
    id: deps.newId('acc'),
    userId: user.id,
    accountId: user.id,
    providerId: 'credential',
    password: passwordHash,
    createdAt: now,
    updatedAt: now,
  }
  return {
    user,
    statements: [deps.db.insert(users).values(user), deps.db.insert(accounts).values(account)],
  }
}

/** Whether the code may make the first owner's account. */
export async function isSetupCode(db: Db, hash: string): Promise<boolean> {
  if (await someMemberExists(db)) return false
  const rows = await db.select().from(setupCodes).where(eq(setupCodes.hash, hash))
  return rows.length > 0
}

export interface NewOwner extends NewAccount {
  codeHash: string
  /** Renames the workspace; undefined leaves its name. */
  workspaceName: string | undefined
  from: Actor['from']
}

export type SetupError = { reason: 'invalid_code' } | { reason: 'no_workspace' }

/** The owner of the deployment's workspace, once: after that, no code is worth anything. */
export async function createOwner(
  deps: AccessDeps,
  input: NewOwner,
): Promise<Result<{ user: UserRow; workspaceId: string }, AccessError | SetupError>> {
  const { db } = deps
  const [workspace] = await db.select().from(workspaces).orderBy(workspaces.createdAt).limit(1)
  if (workspace === undefined) return err({ reason: 'no_workspace' })
  const workspaceId = workspace.id
  return editAccess<{ user: UserRow; workspaceId: string }, SetupError>(
    deps,
    workspaceId,
    async () => {
      if (!(await isSetupCode(db, input.codeHash))) return err({ reason: 'invalid_code' })
      const { user, statements } = newAccount(deps, input)
      const createdAt = deps.now()
      const permissions = [forWorkspace('workspace-owner', workspaceId)]
      const { id, name, email } = user
      const owner: Member = { id, name, email, twoFactorEnabled: false, permissions, createdAt }
      const actor: Actor = { kind: 'user', id, name, email, workspaceId, from: input.from }
      return ok({
        value: { user, workspaceId },
        change: {
          team: null,
          statements: [
            ...statements,
            db.insert(members).values({ workspaceId, userId: id, permissions, createdAt }),
            db.delete(setupCodes),
            db
              .update(workspaces)
              .set({ name: input.workspaceName ?? workspace.name })
              .where(eq(workspaces.id, workspaceId)),
          ],
          audit: [memberAudit(deps, actor, 'Workspace Owner Created', null, owner)],
        },
      })
    },
  )
}

export async function markEmailVerified(db: Db, userId: string): Promise<void> {
  await db.update(users).set({ emailVerified: true }).where(eq(users.id, userId))
}

/** A provider that was disconnected must not connect itself again by the address alone. */
export async function forgetEmailVerified(db: Db, userId: string): Promise<void> {
  await db.update(users).set({ emailVerified: false }).where(eq(users.id, userId))
}

/** On the trail of every workspace that the sign-in opens. */
export async function recordSignIn(
  deps: AccessDeps,
  { userId, ip, userAgent }: { userId: string; ip: string; userAgent: string },
): Promise<void> {
  const [user] = await deps.db.select().from(users).where(eq(users.id, userId))
  if (user === undefined) return
  const memberships = await membershipsOf(deps.db, userId)
  const { id, name, email } = user
  const rows = memberships.map(({ workspaceId }) =>
    auditRow(
      deps,
      { kind: 'user', id, name, email, workspaceId, from: { ip, userAgent } },
      {
        type: 'User Signed In',
        resourceType: 'USER',
        resourceId: id,
        resourceName: email,
        before: null,
        after: null,
      },
    ),
  )
  if (rows.length > 0) await deps.db.insert(audit).values(rows)
}

/** Sessions, links and codes whose time is over; they open nothing any more. */
export async function forgetExpired(db: Db, now: Date): Promise<void> {
  await db.batch([
    db.delete(sessions).where(lt(sessions.expiresAt, now)),
    db.delete(verifications).where(lt(verifications.expiresAt, now)),
  ])
}
