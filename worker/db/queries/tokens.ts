import { and, asc, eq, isNull } from 'drizzle-orm'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { type TokenRow, tokens } from '../schema/tokens.ts'
import { type Actor, auditOf } from './audit.ts'
import { type AccessDeps, type AccessError, editAccess } from './team.ts'

export type { TokenRow } from '../schema/tokens.ts'

const MAX_TOKENS = 200

/** The one query without a workspace id: it is what tells the caller's workspace. */
export async function findToken(db: Db, hash: string): Promise<TokenRow | null> {
  const [row] = await db
    .select()
    .from(tokens)
    .where(and(eq(tokens.hash, hash), isNull(tokens.revokedAt)))
  return row ?? null
}

export async function markTokenUsed(
  db: Db,
  workspaceId: string,
  id: string,
  at: string,
): Promise<void> {
  await db
    .update(tokens)
    .set({ lastUsedAt: at })
    .where(and(eq(tokens.workspaceId, workspaceId), eq(tokens.id, id)))
}

/** Those that work, oldest first. */
export const listTokens = (db: Db, workspaceId: string): Promise<TokenRow[]> =>
  db
    .select()
    .from(tokens)
    .where(and(eq(tokens.workspaceId, workspaceId), isNull(tokens.revokedAt)))
    .orderBy(asc(tokens.createdAt), asc(tokens.id))

export type NewToken = Pick<TokenRow, 'name' | 'hash' | 'permissions'>

export const createToken = (
  deps: AccessDeps,
  actor: Actor,
  input: NewToken,
): Promise<Result<TokenRow, AccessError | { reason: 'too_many' }>> =>
  editAccess<TokenRow, { reason: 'too_many' }>(deps, actor.workspaceId, async () => {
    const existing = await listTokens(deps.db, actor.workspaceId)
    if (existing.length >= MAX_TOKENS) return err({ reason: 'too_many' })
    const row: TokenRow = {
      id: deps.newId('tok'),
      workspaceId: actor.workspaceId,
      ...input,
      createdBy: actor.name,
      createdAt: deps.now(),
      lastUsedAt: null,
      revokedAt: null,
    }
    return ok({
      value: row,
      change: {
        team: null,
        statements: [deps.db.insert(tokens).values(row)],
        audit: [tokenAudit(deps, actor, 'Token Created', null, row)],
      },
    })
  })

export const revokeToken = (
  deps: AccessDeps,
  actor: Actor,
  id: string,
): Promise<Result<void, AccessError | { reason: 'not_found' }>> =>
  editAccess<void, { reason: 'not_found' }>(deps, actor.workspaceId, async () => {
    const row = (await listTokens(deps.db, actor.workspaceId)).find((token) => token.id === id)
    if (row === undefined) return err({ reason: 'not_found' })
    return ok({
      value: undefined,
      change: {
        team: null,
        statements: [
          deps.db
            .update(tokens)
            .set({ revokedAt: deps.now() })
            .where(and(eq(tokens.workspaceId, actor.workspaceId), eq(tokens.id, id))),
        ],
        audit: [tokenAudit(deps, actor, 'Token Revoked', row, null)],
      },
    })
  })

const tokenAudit = auditOf<TokenRow>(
  'TOKEN',
  ({ name }) => name,
  ({ name, permissions }) => ({ name, permissions }),
)
