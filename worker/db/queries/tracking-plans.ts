import { and, asc, count, eq, inArray, isNull, sql } from 'drizzle-orm'
import { type PlanRulesProblem, planRulesProblem } from '../../domain/protocols/plan-limits.ts'
import type { PlanType } from '../../domain/protocols/tracking-plan.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { sources } from '../schema/sources.ts'
import {
  planDraftRules,
  planLibraries,
  planRules,
  schemaSettings,
  type TrackingPlanRow,
  trackingPlans,
} from '../schema/tracking-plans.ts'
import { type Actor, auditOf } from './audit.ts'
import type { Page, PageOf } from './page.ts'
import { logged, type NewRules } from './plan-changelog.ts'
import { rulesOfPlan } from './plan-rules.ts'
import { type EditDeps, type EditError, edit } from './snapshot.ts'

export type { TrackingPlanRow } from '../schema/tracking-plans.ts'

export interface TrackingPlan extends TrackingPlanRow {
  ruleCount: number
  sourceCount: number
  draftChanges: number
}

export type PlanError =
  | { reason: 'not_found' }
  /** A library that plans are kept in step with. */
  | { reason: 'library_in_use'; plans: number }
  | { reason: 'too_many_plans' }
  | PlanRulesProblem

/** Of a workspace; a source has one at most. */
export const MAX_PLANS = 200

type Outcome<T> = Promise<Result<T, PlanError | EditError>>

const live = (workspaceId: string) =>
  and(eq(trackingPlans.workspaceId, workspaceId), isNull(trackingPlans.deletedAt))

/** Oldest first. */
export async function listPlans(
  db: Db,
  workspaceId: string,
  page: Page,
  type?: PlanType,
): Promise<PageOf<TrackingPlan>> {
  const where = and(live(workspaceId), type && eq(trackingPlans.type, type))
  const [items, totals] = await db.batch([
    db
      .select()
      .from(trackingPlans)
      .where(where)
      .orderBy(asc(trackingPlans.createdAt), asc(trackingPlans.id))
      .limit(page.count)
      .offset(page.offset),
    db.select({ total: count() }).from(trackingPlans).where(where),
  ])
  return { items: await counted(db, items), total: totals[0]?.total ?? 0 }
}

export async function getPlan(
  db: Db,
  workspaceId: string,
  id: string,
): Promise<TrackingPlan | null> {
  const rows = await db
    .select()
    .from(trackingPlans)
    .where(and(live(workspaceId), eq(trackingPlans.id, id)))
  const [plan] = await counted(db, rows)
  return plan ?? null
}

async function counted(db: Db, rows: TrackingPlanRow[]): Promise<TrackingPlan[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const [rules, connected, drafted] = await db.batch([
    db
      .select({ planId: planRules.planId, total: count() })
      .from(planRules)
      .where(inArray(planRules.planId, ids))
      .groupBy(planRules.planId),
    db
      .select({ planId: sql<string>`${schemaSettings.planId}`, total: count() })
      .from(schemaSettings)
      .innerJoin(sources, eq(sources.id, schemaSettings.sourceId))
      .where(and(inArray(schemaSettings.planId, ids), isNull(sources.deletedAt)))
      .groupBy(schemaSettings.planId),
    db
      .select({ planId: planDraftRules.planId, total: count() })
      .from(planDraftRules)
      .where(inArray(planDraftRules.planId, ids))
      .groupBy(planDraftRules.planId),
  ])
  const of = (totals: { planId: string; total: number }[], id: string) =>
    totals.find(({ planId }) => planId === id)?.total ?? 0
  return rows.map((row) => ({
    ...row,
    ruleCount: of(rules, row.id),
    sourceCount: of(connected, row.id),
    draftChanges: of(drafted, row.id),
  }))
}

export interface NewPlan {
  name: string
  description: string
  type: PlanType
  /** What it begins with, in force at once. */
  rules: NewRules
}

export const createPlan = (deps: EditDeps, actor: Actor, plan: NewPlan): Outcome<TrackingPlan> =>
  edit<TrackingPlan, PlanError>(deps, async () => {
    const others = await deps.db
      .select({ slug: trackingPlans.slug })
      .from(trackingPlans)
      .where(live(actor.workspaceId))
    if (others.length >= MAX_PLANS) return err({ reason: 'too_many_plans' })
    const problem = planRulesProblem(plan.rules)
    if (problem !== null) return err(problem)
    const now = deps.now()
    const row: TrackingPlanRow = {
      id: deps.newId('tp'),
      workspaceId: actor.workspaceId,
      name: plan.name,
      slug: freeSlug(plan.name, new Set(others.map(({ slug }) => slug))),
      description: plan.description,
      type: plan.type,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
    }
    const { rows, also } = logged(deps, actor, row.id, [], plan.rules, { via: 'creation' })
    return ok({
      value: { ...row, ruleCount: rows.length, sourceCount: 0, draftChanges: 0 },
      change: {
        trackingPlans: [row],
        planRules: [{ planId: row.id, before: [], after: rows }],
        also,
        audit: [planAudit(deps, actor, 'Tracking Plan Created', null, row)],
      },
    })
  })

export const updatePlan = (
  deps: EditDeps,
  actor: Actor,
  id: string,
  patch: { name?: string | undefined; description?: string | undefined },
): Outcome<TrackingPlan> =>
  edit<TrackingPlan, PlanError>(deps, async () => {
    const plan = await getPlan(deps.db, actor.workspaceId, id)
    if (plan === null) return err({ reason: 'not_found' })
    const { ruleCount, sourceCount, draftChanges, ...before } = plan
    const name = patch.name ?? before.name
    const description = patch.description ?? before.description
    if (name === before.name && description === before.description) {
      return ok({ value: plan, change: null })
    }
    // The slug stays: it is in people's scripts and in addresses.
    const after: TrackingPlanRow = { ...before, name, description, updatedAt: deps.now() }
    return ok({
      value: { ...plan, ...after },
      change: {
        trackingPlans: [after],
        audit: [planAudit(deps, actor, 'Tracking Plan Modified', before, after)],
      },
    })
  })

/** For good: its rules and its draft go, and its sources are without a plan. */
export const deletePlan = (deps: EditDeps, actor: Actor, id: string): Outcome<void> =>
  edit<void, PlanError>(deps, async () => {
    const plan = await getPlan(deps.db, actor.workspaceId, id)
    if (plan === null) return err({ reason: 'not_found' })
    const { ruleCount, sourceCount, draftChanges, ...before } = plan
    const [rules, connected, [using]] = await Promise.all([
      rulesOfPlan(deps.db, id),
      deps.db.select().from(schemaSettings).where(eq(schemaSettings.planId, id)),
      deps.db.select({ total: count() }).from(planLibraries).where(eq(planLibraries.libraryId, id)),
    ])
    const plans = using?.total ?? 0
    if (plans > 0) return err({ reason: 'library_in_use', plans })
    const now = deps.now()
    return ok({
      value: undefined,
      change: {
        trackingPlans: [{ ...before, updatedAt: now, deletedAt: now }],
        planRules: [{ planId: id, before: rules, after: [] }],
        schemaSettings: connected.map((row) => ({
          ...row,
          planId: null,
          connectedAt: null,
          updatedAt: now,
        })),
        also: (db) => [
          db.delete(planDraftRules).where(eq(planDraftRules.planId, id)),
          db.delete(planLibraries).where(eq(planLibraries.planId, id)),
        ],
        audit: [planAudit(deps, actor, 'Tracking Plan Deleted', before, null)],
      },
    })
  })

export const planAudit = auditOf<TrackingPlanRow>(
  'TRACKING_PLAN',
  ({ name }) => name,
  ({ name, description, type }) => ({ name, description, type }),
)

/** `web-shop`, `web-shop-2` ... */
function freeSlug(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  const slug = (words ?? ['plan']).join('-').slice(0, 80)
  if (!taken.has(slug)) return slug
  let n = 2
  while (taken.has(`${slug}-${n}`)) n += 1
  return `${slug}-${n}`
}
