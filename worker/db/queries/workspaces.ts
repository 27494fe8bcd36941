import { eq } from 'drizzle-orm'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { type WorkspaceRow, workspaces } from '../schema/workspaces.ts'
import { type Actor, auditRow } from './audit.ts'
import { type AccessDeps, type AccessError, editAccess } from './team.ts'

export async function getWorkspace(db: Db, workspaceId: string): Promise<WorkspaceRow | null> {
  const [row] = await db.select().from(workspaces).where(eq(workspaces.id, workspaceId))
  return row ?? null
}

export interface WorkspacePatch {
  name?: string | undefined
  slug?: string | undefined
}

export const updateWorkspace = (
  deps: AccessDeps,
  actor: Actor,
  patch: WorkspacePatch,
): Promise<
  Result<WorkspaceRow, AccessError | { reason: 'not_found' } | { reason: 'slug_taken' }>
> =>
  editAccess<WorkspaceRow, { reason: 'not_found' } | { reason: 'slug_taken' }>(
    deps,
    actor.workspaceId,
    async () => {
      const before = await getWorkspace(deps.db, actor.workspaceId)
      if (before === null) return err({ reason: 'not_found' })
      const after = {
        ...before,
        name: patch.name ?? before.name,
        slug: patch.slug ?? before.slug,
      }
      if (after.name === before.name && after.slug === before.slug) {
        return ok({ value: before, change: null })
      }
      // Slugs are the deployment's, not the workspace's.
      const [holder] = await deps.db
        .select({ id: workspaces.id })
        .from(workspaces)
        .where(eq(workspaces.slug, after.slug))
      if (holder !== undefined && holder.id !== before.id) return err({ reason: 'slug_taken' })
      const { name, slug } = after
      return ok({
        value: after,
        change: {
          team: null,
          statements: [
            deps.db.update(workspaces).set({ name, slug }).where(eq(workspaces.id, before.id)),
          ],
          audit: [
            auditRow(deps, actor, {
              type: 'Workspace Modified',
              resourceType: 'WORKSPACE',
              resourceId: before.id,
              resourceName: name,
              before: { name: before.name, slug: before.slug },
              after: { name, slug },
            }),
          ],
        },
      })
    },
  )
