import { and, asc, eq, isNull } from 'drizzle-orm'
import { sameLabel } from '../../domain/access/can.ts'
import type { Permission } from '../../domain/access/permission.ts'
import type { Label } from '../../domain/access/resource.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { type LabelRow, labels } from '../schema/access.ts'
import { sources } from '../schema/sources.ts'
import { type Actor, auditRow } from './audit.ts'
import { type AccessDeps, type AccessError, editAccess, type TeamWithInvitations } from './team.ts'
import { listTokens } from './tokens.ts'

export type { LabelRow } from '../schema/access.ts'

export type LabelError =
  | { reason: 'not_found' }
  | { reason: 'taken' }
  | { reason: 'in_use'; by: 'source' | 'permission' }

type Outcome<T> = Promise<Result<T, AccessError | LabelError>>

export const listLabels = (db: Db, workspaceId: string): Promise<LabelRow[]> =>
  db
    .select()
    .from(labels)
    .where(eq(labels.workspaceId, workspaceId))
    .orderBy(asc(labels.key), asc(labels.value))

export const createLabel = (
  deps: AccessDeps,
  actor: Actor,
  input: Label & { description: string },
): Outcome<LabelRow> =>
  editAccess<LabelRow, LabelError>(deps, actor.workspaceId, async () => {
    const existing = await listLabels(deps.db, actor.workspaceId)
    if (existing.some((label) => sameLabel(label, input))) return err({ reason: 'taken' })
    const row = { workspaceId: actor.workspaceId, ...input, createdAt: deps.now() }
    return ok({
      value: row,
      change: {
        team: null,
        statements: [deps.db.insert(labels).values(row)],
        audit: [labelAudit(deps, actor, 'Label Created', null, row)],
      },
    })
  })

/** A label that a source carries or a permission asks for stays. */
export const deleteLabel = (deps: AccessDeps, actor: Actor, label: Label): Outcome<void> =>
  editAccess<void, LabelError>(deps, actor.workspaceId, async (team) => {
    const existing = await listLabels(deps.db, actor.workspaceId)
    const row = existing.find((other) => sameLabel(other, label))
    if (row === undefined) return err({ reason: 'not_found' })
    if (await isOnSource(deps.db, actor.workspaceId, label)) {
      return err({ reason: 'in_use', by: 'source' })
    }
    const tokens = await listTokens(deps.db, actor.workspaceId)
    if (allPermissions(team, tokens).some((permission) => asksFor(permission, label))) {
      return err({ reason: 'in_use', by: 'permission' })
    }
    return ok({
      value: undefined,
      change: {
        team: null,
        statements: [
          deps.db
            .delete(labels)
            .where(
              and(
                eq(labels.workspaceId, actor.workspaceId),
                eq(labels.key, row.key),
                eq(labels.value, row.value),
              ),
            ),
        ],
        audit: [labelAudit(deps, actor, 'Label Deleted', row, null)],
      },
    })
  })

async function isOnSource(db: Db, workspaceId: string, label: Label): Promise<boolean> {
  const rows = await db
    .select({ labels: sources.labels })
    .from(sources)
    .where(and(eq(sources.workspaceId, workspaceId), isNull(sources.deletedAt)))
  return rows.some((row) => row.labels.some((own) => sameLabel(own, label)))
}

const allPermissions = (
  team: TeamWithInvitations,
  tokens: readonly { permissions: Permission[] }[],
): Permission[] =>
  [...team.members, ...team.groups, ...team.invitations, ...tokens].flatMap(
    ({ permissions }) => permissions,
  )

const asksFor = (permission: Permission, label: Label): boolean =>
  permission.labels.some((own) => sameLabel(own, label))

const labelAudit = (
  deps: AccessDeps,
  actor: Actor,
  type: string,
  before: LabelRow | null,
  after: LabelRow | null,
) => {
  const { key = '', value = '' } = after ?? before ?? {}
  const describe = ({ key, value, description }: LabelRow) => ({ key, value, description })
  return auditRow(deps, actor, {
    type,
    resourceType: 'LABEL',
    resourceId: `${key}:${value}`,
    resourceName: `${key}:${value}`,
    before: before && describe(before),
    after: after && describe(after),
  })
}
