import { and, count, desc, eq, gte, lt } from 'drizzle-orm'
import type { Principal } from '../../domain/access/can.ts'
import type { Db } from '../client.ts'
import { type AuditRow, audit } from '../schema/audit.ts'
import type { Page, PageOf } from './page.ts'
import type { EditDeps } from './snapshot.ts'

/** Who edits; every row that an edit touches belongs to this workspace. */
export type Actor = Pick<Principal, 'kind' | 'id' | 'workspaceId'>

export type AuditEntry = Pick<
  AuditRow,
  'type' | 'resourceType' | 'resourceId' | 'resourceName' | 'before' | 'after'
>

/** `before` and `after` must come without secrets. */
export const auditRow = (deps: EditDeps, actor: Actor, entry: AuditEntry): AuditRow => ({
  id: deps.newId('aud'),
  workspaceId: actor.workspaceId,
  at: deps.now(),
  actorKind: actor.kind,
  actorId: actor.id,
  ...entry,
})

export interface AuditFilter {
  /** ISO 8601, inclusive. */
  from?: string | undefined
  /** ISO 8601, exclusive. */
  to?: string | undefined
  resourceId?: string | undefined
  resourceType?: string | undefined
}

/** Newest first. */
export async function listAudit(
  db: Db,
  workspaceId: string,
  filter: AuditFilter,
  page: Page,
): Promise<PageOf<AuditRow>> {
  const where = and(
    eq(audit.workspaceId, workspaceId),
    filter.from === undefined ? undefined : gte(audit.at, filter.from),
    filter.to === undefined ? undefined : lt(audit.at, filter.to),
    filter.resourceId === undefined ? undefined : eq(audit.resourceId, filter.resourceId),
    filter.resourceType === undefined ? undefined : eq(audit.resourceType, filter.resourceType),
  )
  const [items, totals] = await db.batch([
    db
      .select()
      .from(audit)
      .where(where)
      .orderBy(desc(audit.at), desc(audit.id))
      .limit(page.count)
      .offset(page.offset),
    db.select({ total: count() }).from(audit).where(where),
  ])
  return { items, total: totals[0]?.total ?? 0 }
}
