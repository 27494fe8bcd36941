import { and, asc, eq, isNull } from 'drizzle-orm'
import { ALLOW_ALL, type Enforcement } from '../../domain/protocols/tracking-plan.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { type SourceRow, sources } from '../schema/sources.ts'
import {
  type SchemaSettingsRow,
  schemaSettings,
  type TrackingPlanRow,
  trackingPlans,
} from '../schema/tracking-plans.ts'
import { type Actor, auditRow } from './audit.ts'
import { type EditDeps, type EditError, edit } from './snapshot.ts'
import { getPlan } from './tracking-plans.ts'

export type PlanSourceError =
  | { reason: 'not_found' }
  | { reason: 'source_not_found' }
  /** Only plans take sources, libraries do not. */
  | { reason: 'not_a_plan' }
  /** The source is not connected to this plan. */
  | { reason: 'not_connected' }
  /** A source cannot forward to itself, nor to one that is not there. */
  | { reason: 'bad_forward_target'; field: 'forwardingViolationsTo' | 'forwardingBlockedEventsTo' }

type Outcome<T> = Promise<Result<T, PlanSourceError | EditError>>

/** Sources that the plan is connected to, oldest first. */
export const sourcesOfPlan = async (
  db: Db,
  workspaceId: string,
  planId: string,
): Promise<SourceRow[]> => {
  const rows = await db
    .select({ source: sources })
    .from(schemaSettings)
    .innerJoin(sources, eq(sources.id, schemaSettings.sourceId))
    .where(
      and(
        eq(schemaSettings.workspaceId, workspaceId),
        eq(schemaSettings.planId, planId),
        isNull(sources.deletedAt),
      ),
    )
    .orderBy(asc(sources.createdAt), asc(sources.id))
  return rows.map(({ source }) => source)
}

/** The plan of a source; null: it has none. */
export async function planOfSource(
  db: Db,
  workspaceId: string,
  sourceId: string,
): Promise<TrackingPlanRow | null> {
  const [row] = await db
    .select({ plan: trackingPlans })
    .from(schemaSettings)
    .innerJoin(trackingPlans, eq(trackingPlans.id, schemaSettings.planId))
    .where(
      and(
        eq(schemaSettings.workspaceId, workspaceId),
        eq(schemaSettings.sourceId, sourceId),
        isNull(trackingPlans.deletedAt),
      ),
    )
  return row?.plan ?? null
}

export async function getEnforcement(
  db: Db,
  workspaceId: string,
  sourceId: string,
): Promise<Enforcement> {
  return (await findSettings(db, workspaceId, sourceId))?.enforcement ?? ALLOW_ALL
}

/** Connects a source, which leaves the plan that it had. */
export const connectPlan = (
  deps: EditDeps,
  actor: Actor,
  planId: string,
  sourceId: string,
): Outcome<void> =>
  edit<void, PlanSourceError>(deps, async () => {
    const plan = await getPlan(deps.db, actor.workspaceId, planId)
    if (plan === null) return err({ reason: 'not_found' })
    if (plan.type !== 'LIVE') return err({ reason: 'not_a_plan' })
    const source = await findSource(deps.db, actor.workspaceId, sourceId)
    if (source === undefined) return err({ reason: 'source_not_found' })
    const before = await findSettings(deps.db, actor.workspaceId, sourceId)
    if (before?.planId === planId) return ok({ value: undefined, change: null })
    const now = deps.now()
    const after: SchemaSettingsRow = {
      sourceId,
      workspaceId: actor.workspaceId,
      enforcement: before?.enforcement ?? ALLOW_ALL,
      planId,
      connectedAt: now,
      updatedAt: now,
    }
    return ok({
      value: undefined,
      change: {
        schemaSettings: [after],
        audit: [settingsAudit(deps, actor, 'Tracking Plan Connected', source, before, after)],
      },
    })
  })

export const disconnectPlan = (
  deps: EditDeps,
  actor: Actor,
  planId: string,
  sourceId: string,
): Outcome<void> =>
  edit<void, PlanSourceError>(deps, async () => {
    const plan = await getPlan(deps.db, actor.workspaceId, planId)
    if (plan === null) return err({ reason: 'not_found' })
    const source = await findSource(deps.db, actor.workspaceId, sourceId)
    const before = await findSettings(deps.db, actor.workspaceId, sourceId)
    if (source === undefined || before?.planId !== planId) return err({ reason: 'not_connected' })
    const after = { ...before, planId: null, connectedAt: null, updatedAt: deps.now() }
    return ok({
      value: undefined,
      change: {
        schemaSettings: [after],
        audit: [settingsAudit(deps, actor, 'Tracking Plan Disconnected', source, before, after)],
      },
    })
  })

/** Parts that are left out stay as they are. */
type Loose<T> = { [K in keyof T]?: T[K] | undefined }
export type EnforcementPatch = {
  [K in 'track' | 'identify' | 'group']?: Loose<Enforcement[K]> | undefined
} & {
  forwardingViolationsTo?: string | undefined
  forwardingBlockedEventsTo?: string | undefined
}

export const updateEnforcement = (
  deps: EditDeps,
  actor: Actor,
  sourceId: string,
  patch: EnforcementPatch,
): Outcome<Enforcement> =>
  edit<Enforcement, PlanSourceError>(deps, async () => {
    const { workspaceId } = actor
    const source = await findSource(deps.db, workspaceId, sourceId)
    if (source === undefined) return err({ reason: 'source_not_found' })
    const before = await findSettings(deps.db, workspaceId, sourceId)
    const old = before?.enforcement ?? ALLOW_ALL
    const enforcement: Enforcement = {
      track: merged(old.track, patch.track),
      identify: merged(old.identify, patch.identify),
      group: merged(old.group, patch.group),
      forwardingViolationsTo: patch.forwardingViolationsTo ?? old.forwardingViolationsTo,
      forwardingBlockedEventsTo: patch.forwardingBlockedEventsTo ?? old.forwardingBlockedEventsTo,
    }
    for (const field of ['forwardingViolationsTo', 'forwardingBlockedEventsTo'] as const) {
      const target = enforcement[field]
      // One that has been deleted since does not stand in the way of changing something else.
      if (target === '' || target === old[field]) continue
      if (target === sourceId || (await findSource(deps.db, workspaceId, target)) === undefined) {
        return err({ reason: 'bad_forward_target', field })
      }
    }
    if (JSON.stringify(enforcement) === JSON.stringify(old)) {
      return ok({ value: old, change: null })
    }
    const after: SchemaSettingsRow = {
      sourceId,
      workspaceId,
      planId: before?.planId ?? null,
      connectedAt: before?.connectedAt ?? null,
      enforcement,
      updatedAt: deps.now(),
    }
    return ok({
      value: enforcement,
      change: {
        schemaSettings: [after],
        audit: [settingsAudit(deps, actor, 'Schema Settings Modified', source, before, after)],
      },
    })
  })

const merged = <T extends object>(old: T, patch: Loose<T> = {}): T => ({
  ...old,
  ...Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)),
})

async function findSettings(
  db: Db,
  workspaceId: string,
  sourceId: string,
): Promise<SchemaSettingsRow | undefined> {
  const [row] = await db
    .select()
    .from(schemaSettings)
    .where(and(eq(schemaSettings.workspaceId, workspaceId), eq(schemaSettings.sourceId, sourceId)))
  return row
}

async function findSource(db: Db, workspaceId: string, id: string): Promise<SourceRow | undefined> {
  const [row] = await db
    .select()
    .from(sources)
    .where(and(eq(sources.workspaceId, workspaceId), eq(sources.id, id), isNull(sources.deletedAt)))
  return row
}

const settingsAudit = (
  deps: EditDeps,
  actor: Actor,
  type: string,
  source: SourceRow,
  before: SchemaSettingsRow | undefined,
  after: SchemaSettingsRow,
) =>
  auditRow(deps, actor, {
    type,
    resourceType: 'SOURCE',
    resourceId: source.id,
    resourceName: source.name,
    before: before ? described(before) : null,
    after: described(after),
  })

const described = ({ planId, enforcement }: SchemaSettingsRow) => ({
  trackingPlanId: planId,
  ...enforcement,
})
