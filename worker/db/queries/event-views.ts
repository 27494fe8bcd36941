import { and, eq, gte } from 'drizzle-orm'
import { audit } from '../schema/audit.ts'
import { type Actor, auditRow } from './audit.ts'
import type { EditDeps } from './snapshot.ts'

const TYPE = 'Source Events Viewed'
const ONCE_A_MS = 3_600_000

/**
 * Puts on the trail that somebody looked at what people sent to a source: once an hour, because a page
 * that stays open connects again and again.
 */
export async function recordEventView(
  deps: Pick<EditDeps, 'db' | 'now' | 'newId'>,
  actor: Actor,
  source: { id: string; name: string },
): Promise<void> {
  const since = new Date(Date.parse(deps.now()) - ONCE_A_MS).toISOString()
  const [known] = await deps.db
    .select({ id: audit.id })
    .from(audit)
    .where(
      and(
        eq(audit.workspaceId, actor.workspaceId),
        gte(audit.at, since),
        eq(audit.type, TYPE),
        eq(audit.actorId, actor.id),
        eq(audit.resourceId, source.id),
      ),
    )
    .limit(1)
  if (known !== undefined) return
  await deps.db.insert(audit).values(
    auditRow(deps, actor, {
      type: TYPE,
      resourceType: 'SOURCE',
      resourceId: source.id,
      resourceName: source.name,
      before: null,
      after: null,
    }),
  )
}
