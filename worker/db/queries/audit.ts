import { and, count, desc, eq, gte, lt, or, sql } from 'drizzle-orm'
import type { Principal } from '../../domain/access/can.ts'
import type { Db } from '../client.ts'
import { type AuditRow, audit } from '../schema/audit.ts'
import type { Page, PageOf } from './page.ts'
import type { EditDeps } from './snapshot.ts'

/** Who edits; every row that an edit touches belongs to this workspace. */
export type Actor = Omit<Principal, 'permissions' | 'kind'> & { kind: Principal['kind'] | 'system' }

const MAX_USER_AGENT_CHARS = 300

export type AuditEntry = Pick<
  AuditRow,
  'type' | 'resourceType' | 'resourceId' | 'resourceName' | 'before' | 'after'
>

/** `before` and `after` must come without secrets. */
export const auditRow = (
  deps: Pick<EditDeps, 'now' | 'newId'>,
  actor: Actor,
  entry: AuditEntry,
): AuditRow => ({
  id: deps.newId('aud'),
  workspaceId: actor.workspaceId,
  at: deps.now(),
  actorKind: actor.kind,
  actorId: actor.id,
  actorName: actor.name,
  actorEmail: actor.email,
  ip: actor.from.ip,
  userAgent: actor.from.userAgent.slice(0, MAX_USER_AGENT_CHARS),
  ...entry,
})

/**
 * Makes the entries of one kind of resource.
 * @param describe What the trail keeps of it, without secrets.
 */
export const auditOf =
  <T extends { id: string }>(
    resourceType: string,
    nameOf: (resource: T) => string,
    describe: (resource: T) => unknown,
  ) =>
  (
    deps: Pick<EditDeps, 'now' | 'newId'>,
    actor: Actor,
    type: string,
    before: T | null,
    after: T | null,
  ): AuditRow => {
    const resource = after ?? before
    return auditRow(deps, actor, {
      type,
      resourceType,
      resourceId: resource?.id ?? '',
      resourceName: resource === null ? '' : nameOf(resource),
      before: before && describe(before),
      after: after && describe(after),
    })
  }

export interface AuditFilter {
  /** ISO 8601, inclusive. */
  from?: string | undefined
  /** ISO 8601, exclusive. */
  to?: string | undefined
  resourceId?: string | undefined
  resourceType?: string | undefined
  type?: string | undefined
  actorId?: string | undefined
  /** Part of a name, an address, an id or the event; case does not matter. */
  text?: string | undefined
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
    filter.type === undefined ? undefined : eq(audit.type, filter.type),
    filter.actorId === undefined ? undefined : eq(audit.actorId, filter.actorId),
    filter.text === undefined ? undefined : containing(filter.text),
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

function containing(text: string) {
  // `instr` and not LIKE: what somebody looks for may contain % and _.
  const needle = text.toLowerCase()
  const columns = [
    audit.type,
    audit.actorName,
    audit.actorEmail,
    audit.actorId,
    audit.resourceName,
    audit.resourceId,
  ]
  return or(...columns.map((column) => sql`instr(lower(${column}), ${needle}) > 0`))
}

export interface AuditFilters {
  types: string[]
  actors: { id: string; kind: string; name: string }[]
  resourceTypes: string[]
}

/** What occurs in the trail, for choosing what to filter by. */
export async function auditFilters(db: Db, workspaceId: string): Promise<AuditFilters> {
  const where = eq(audit.workspaceId, workspaceId)
  const [types, actors, resourceTypes] = await db.batch([
    db.selectDistinct({ value: audit.type }).from(audit).where(where).orderBy(audit.type),
    db
      .select({
        id: audit.actorId,
        kind: audit.actorKind,
        // The newest name: SQLite takes the other columns from the row that holds the maximum.
        name: audit.actorName,
        at: sql<string>`max(${audit.at})`,
      })
      .from(audit)
      .where(where)
      .groupBy(audit.actorId)
      .orderBy(audit.actorName),
    db
      .selectDistinct({ value: audit.resourceType })
      .from(audit)
      .where(where)
      .orderBy(audit.resourceType),
  ])
  return {
    types: types.map((row) => row.value),
    actors: actors.map(({ id, kind, name }) => ({ id, kind, name })),
    resourceTypes: resourceTypes.map((row) => row.value),
  }
}
