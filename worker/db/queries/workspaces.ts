import { eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { type WorkspaceRow, workspaces } from '../schema/workspaces.ts'

export async function getWorkspace(db: Db, workspaceId: string): Promise<WorkspaceRow | null> {
  const [row] = await db.select().from(workspaces).where(eq(workspaces.id, workspaceId))
  return row ?? null
}
