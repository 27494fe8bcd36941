import { and, asc, count, desc, eq, gt, isNull, lt } from 'drizzle-orm'
import type { AlertChannel, NotifiedChannel } from '../../domain/alerts/alert.ts'
import type { AlertCondition } from '../../domain/alerts/condition.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { type AlertHistoryRow, type AlertRow, alertHistory, alerts } from '../schema/alerts.ts'
import { audit } from '../schema/audit.ts'
import { type Actor, auditOf } from './audit.ts'
import type { Page, PageOf } from './page.ts'
import type { EditDeps } from './snapshot.ts'

export type { AlertHistoryRow, AlertRow } from '../schema/alerts.ts'

/** Of a workspace. */
export const MAX_ALERTS = 100

type Deps = Pick<EditDeps, 'db' | 'now' | 'newId'>

export const allAlerts = (db: Db, workspaceId: string): Promise<AlertRow[]> =>
  db
    .select()
    .from(alerts)
    .where(eq(alerts.workspaceId, workspaceId))
    .orderBy(asc(alerts.createdAt), asc(alerts.id))

export async function getAlert(db: Db, workspaceId: string, id: string): Promise<AlertRow | null> {
  const [row] = await db
    .select()
    .from(alerts)
    .where(and(eq(alerts.workspaceId, workspaceId), eq(alerts.id, id)))
  return row ?? null
}

export interface AlertContent {
  name: string
  condition: AlertCondition
  enabled: boolean
  channels: AlertChannel[]
  repeatMinutes: number
  origin: string
}

export async function createAlert(
  deps: Deps,
  actor: Actor,
  content: AlertContent,
): Promise<Result<AlertRow, { reason: 'too_many_alerts' }>> {
  const { workspaceId } = actor
  const [existing] = await deps.db
    .select({ total: count() })
    .from(alerts)
    .where(eq(alerts.workspaceId, workspaceId))
  if ((existing?.total ?? 0) >= MAX_ALERTS) return err({ reason: 'too_many_alerts' })
  const now = deps.now()
  const row: AlertRow = {
    id: deps.newId('alt'),
    workspaceId,
    ...content,
    ...NOT_LOOKED_AT,
    stateSince: now,
    createdAt: now,
    updatedAt: now,
  }
  await deps.db.batch([
    deps.db.insert(alerts).values(row),
    deps.db.insert(audit).values(alertAudit(deps, actor, 'Alert Created', null, row)),
  ])
  return ok(row)
}

const NOT_LOOKED_AT = {
  state: 'unknown' as const,
  reading: '',
  evaluatedAt: null,
  notifiedAt: null,
}

/** What it measures anew begins without a state. */
export async function updateAlert(
  deps: Deps,
  actor: Actor,
  before: AlertRow,
  content: AlertContent,
): Promise<AlertRow> {
  const now = deps.now()
  const measuresAnew =
    JSON.stringify(content.condition) !== JSON.stringify(before.condition) ||
    content.enabled !== before.enabled
  // What a look finds meanwhile stays, so only what was edited is written.
  const edited = {
    ...content,
    ...(measuresAnew && { ...NOT_LOOKED_AT, stateSince: now }),
    updatedAt: now,
  }
  const after: AlertRow = { ...before, ...edited }
  await deps.db.batch([
    deps.db.update(alerts).set(edited).where(eq(alerts.id, before.id)),
    deps.db.insert(audit).values(alertAudit(deps, actor, 'Alert Modified', before, after)),
  ])
  return after
}

export async function deleteAlert(deps: Deps, actor: Actor, row: AlertRow): Promise<void> {
  await deps.db.batch([
    deps.db.delete(alerts).where(eq(alerts.id, row.id)),
    deps.db.delete(alertHistory).where(eq(alertHistory.alertId, row.id)),
    deps.db.insert(audit).values(alertAudit(deps, actor, 'Alert Deleted', row, null)),
  ])
}

/** Newest first. */
export async function alertHistoryOf(
  db: Db,
  alertId: string,
  page: Page,
): Promise<PageOf<AlertHistoryRow>> {
  const where = eq(alertHistory.alertId, alertId)
  const [items, totals] = await db.batch([
    db
      .select()
      .from(alertHistory)
      .where(where)
      .orderBy(desc(alertHistory.at), desc(alertHistory.id))
      .limit(page.count)
      .offset(page.offset),
    db.select({ total: count() }).from(alertHistory).where(where),
  ])
  return { items, total: totals[0]?.total ?? 0 }
}

/** Of all workspaces, by id. @param after Id of the last one of the page before; empty: the first page. */
export const dueAlerts = (db: Db, after: string, limit: number): Promise<AlertRow[]> =>
  db
    .select()
    .from(alerts)
    .where(and(eq(alerts.enabled, true), gt(alerts.id, after)))
    .orderBy(asc(alerts.id))
    .limit(limit)

/** Keeps what a look found, unless it was edited or looked at by somebody else meanwhile. */
export async function keepLook(
  db: Db,
  before: AlertRow,
  after: Pick<AlertRow, 'state' | 'stateSince' | 'reading' | 'evaluatedAt' | 'notifiedAt'>,
): Promise<boolean> {
  const kept = await db
    .update(alerts)
    .set(after)
    .where(
      and(
        eq(alerts.id, before.id),
        eq(alerts.updatedAt, before.updatedAt),
        before.evaluatedAt === null
          ? isNull(alerts.evaluatedAt)
          : eq(alerts.evaluatedAt, before.evaluatedAt),
      ),
    )
    .returning({ id: alerts.id })
  return kept.length > 0
}

export const keepHistory = async (db: Db, row: AlertHistoryRow): Promise<void> => {
  await db.insert(alertHistory).values(row)
}

export const keepNotified = async (
  db: Db,
  id: string,
  notified: NotifiedChannel[],
): Promise<void> => {
  await db.update(alertHistory).set({ notified }).where(eq(alertHistory.id, id))
}

export const forgetAlertHistory = async (db: Db, before: string): Promise<void> => {
  await db.delete(alertHistory).where(lt(alertHistory.at, before))
}

/** Without the URLs of channels, sealed as they are. */
const alertAudit = auditOf<AlertRow>(
  'ALERT',
  ({ name }) => name,
  ({ name, condition, enabled, channels, repeatMinutes }) => ({
    name,
    condition,
    enabled,
    repeatMinutes,
    channels: channels.map((channel) =>
      channel.type === 'email'
        ? { type: channel.type, to: channel.to }
        : { type: channel.type, host: channel.host },
    ),
  }),
)
