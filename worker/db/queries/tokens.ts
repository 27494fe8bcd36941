import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { type TokenRow, tokens } from '../schema/tokens.ts'

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
