import { and, eq, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import {
  byRuleId,
  changesBetween,
  type DraftRule,
  draftChanges,
  draftRemovals,
  draftUpserts,
  type PlanProblem,
  type RuleChange,
  type RuleContent,
  type RuleName,
  type RuleUpsert,
  revertDraft,
  ruleId,
  withDraft,
} from '../../domain/protocols/plan-draft.ts'
import { type PlanRulesProblem, planRulesProblem } from '../../domain/protocols/plan-limits.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { chunks, insertRows } from '../insert-rows.ts'
import {
  type PlanChangelogRow,
  type PlanDraftRuleRow,
  type PlanRuleRow,
  planDraftRules,
  type TrackingPlanRow,
} from '../schema/tracking-plans.ts'
import type { Actor } from './audit.ts'
import { contentOf, logged, type NewRule, type NewRules, type Step } from './plan-changelog.ts'
import { named, rulesOfPlan } from './plan-rules.ts'
import { type Change, type EditDeps, type EditError, edit } from './snapshot.ts'
import { getPlan, planAudit } from './tracking-plans.ts'

export type PlanEditError =
  | { reason: 'not_found' }
  | PlanProblem
  | PlanRulesProblem
  /** It is kept in step with a library, and changed there. */
  | { reason: 'library_rule'; rule: RuleName }
  /** Rules that were changed after they were drafted. */
  | { reason: 'draft_conflict'; rules: RuleName[] }

type Outcome<T> = Promise<Result<T, PlanEditError | EditError>>

/** What to do with the rules in force. */
export interface RulesStep extends Omit<Step, 'via'> {
  rules: NewRules
  also?: (db: Db) => BatchItem<'sqlite'>[]
}

/**
 * Changes the rules in force.
 * @param decide By the rules as they are; runs again when another edit came first.
 */
export const editRules = (
  deps: EditDeps,
  actor: Actor,
  planId: string,
  via: Step['via'],
  decide: (rules: readonly PlanRuleRow[]) => Promise<Result<RulesStep, PlanEditError>>,
): Outcome<PlanChangelogRow | null> =>
  edit<PlanChangelogRow | null, PlanEditError>(deps, async () => {
    const plan = await getPlan(deps.db, actor.workspaceId, planId)
    if (plan === null) return err({ reason: 'not_found' })
    const before = await rulesOfPlan(deps.db, planId)
    const decided = await decide(before)
    if (!decided.ok) return decided
    const { rules, also, ...step } = decided.value
    const problem = planRulesProblem(rules)
    if (problem !== null) return err(problem)
    const done = logged(deps, actor, planId, before, rules, { ...step, via })
    if (done.entry === null) return ok({ value: null, change: also ? { also, audit: [] } : null })
    const change: Change = {
      trackingPlans: [planRow(plan, deps.now())],
      planRules: [{ planId, before, after: done.rows }],
      also: (db) => [...done.also(db), ...(also?.(db) ?? [])],
      audit: [planAudit(deps, actor, 'Tracking Plan Rules Modified', plan, plan)],
    }
    return ok({ value: done.entry, change })
  })

const planRow = (
  {
    ruleCount,
    sourceCount,
    draftChanges,
    ...row
  }: NonNullable<Awaited<ReturnType<typeof getPlan>>>,
  updatedAt: string,
): TrackingPlanRow => ({ ...row, updatedAt })

const liveContent = (rows: readonly PlanRuleRow[]): Map<string, NewRule> =>
  byRuleId(rows.map((row) => ({ ...contentOf(row), libraryId: row.libraryId })))

/** Writes single rules, in force at once. */
export const upsertRules = (
  deps: EditDeps,
  actor: Actor,
  planId: string,
  upserts: readonly RuleUpsert[],
): Outcome<PlanChangelogRow | null> =>
  editRules(deps, actor, planId, 'api', async (rows) => {
    const live = liveContent(rows)
    const kept = keptInStep(live, upserts)
    if (kept !== null) return err(kept)
    const drafted = draftUpserts(live, new Map(), upserts)
    if (!drafted.ok) return drafted
    return ok({ rules: applied(live, drafted.value), renamed: renamedBy(drafted.value) })
  })

export const removeRules = (
  deps: EditDeps,
  actor: Actor,
  planId: string,
  names: readonly RuleName[],
): Outcome<PlanChangelogRow | null> =>
  editRules(deps, actor, planId, 'api', async (rows) => {
    const live = liveContent(rows)
    const kept = keptInStep(live, names)
    if (kept !== null) return err(kept)
    const drafted = draftRemovals(live, new Map(), names)
    return drafted.ok ? ok({ rules: applied(live, drafted.value) }) : drafted
  })

/** These and no others; rules that are kept in step with a library stay. */
export const replaceRules = (
  deps: EditDeps,
  actor: Actor,
  planId: string,
  rules: readonly RuleContent[],
): Outcome<PlanChangelogRow | null> =>
  editRules(deps, actor, planId, 'api', async (rows) => {
    const live = liveContent(rows)
    const kept = keptInStep(live, rules)
    if (kept !== null) return err(kept)
    const libraryRules = [...live.values()].filter(({ libraryId }) => libraryId !== null)
    return ok({ rules: [...byRuleId([...rules, ...libraryRules]).values()] })
  })

function keptInStep(
  live: ReadonlyMap<string, NewRule>,
  names: readonly RuleName[],
): PlanEditError | null {
  for (const { type, key, version } of names) {
    const rule = { type, key, version }
    if (live.get(ruleId(rule))?.libraryId) return { reason: 'library_rule', rule }
  }
  return null
}

/** The rules with the draft merged; what it does not touch stays with its library. */
const applied = (
  live: ReadonlyMap<string, NewRule>,
  draft: ReadonlyMap<string, DraftRule>,
): NewRule[] => [...withDraft(live, draft).values()]

const renamedBy = (draft: ReadonlyMap<string, DraftRule>): Map<string, string> =>
  new Map(
    [...draft].flatMap(([id, { previousKey }]) =>
      previousKey === null ? [] : [[id, previousKey]],
    ),
  )

export interface PlanDraft {
  live: PlanRuleRow[]
  draft: Map<string, PlanDraftRuleRow>
  changes: RuleChange[]
}

/** The plan has to be of the caller's workspace. */
export async function readDraft(db: Db, planId: string): Promise<PlanDraft> {
  const [live, rows] = await Promise.all([
    rulesOfPlan(db, planId),
    db.select().from(planDraftRules).where(eq(planDraftRules.planId, planId)),
  ])
  const draft = byRuleId(rows)
  return { live, draft, changes: draftChanges(byRuleId(live.map(contentOf)), draft) }
}

/** Writes into the draft: nothing of it is in force before it is merged. */
async function editDraft(
  deps: EditDeps,
  actor: Actor,
  planId: string,
  decide: (
    live: ReadonlyMap<string, NewRule>,
    draft: ReadonlyMap<string, DraftRule>,
  ) => Result<Map<string, DraftRule>, PlanEditError>,
): Promise<Result<PlanDraft, PlanEditError>> {
  const plan = await getPlan(deps.db, actor.workspaceId, planId)
  if (plan === null) return err({ reason: 'not_found' })
  const before = await readDraft(deps.db, planId)
  const live = liveContent(before.live)
  const next = decide(live, before.draft)
  if (!next.ok) return next
  const touched = [...next.value.values()].filter((row) => before.draft.get(ruleId(row)) !== row)
  const kept = keptInStep(live, touched) ?? keptInStep(live, originsOf(touched))
  if (kept !== null) return err(kept)
  const problem = planRulesProblem([...withDraft(live, next.value).values()])
  if (problem !== null) return err(problem)
  const now = deps.now()
  const rows = touched.map(
    (row): PlanDraftRuleRow => ({ ...row, planId, updatedAt: now, updatedBy: actor.name }),
  )
  const gone = [...before.draft.keys()].filter((id) => !next.value.has(id))
  const statements = [
    ...draftRowsGone(deps.db, planId, gone),
    ...insertRows(deps.db, planDraftRules, rows, ['planId', 'type', 'key', 'version']),
  ]
  const [first, ...others] = statements
  if (first !== undefined) await deps.db.batch([first, ...others])
  return ok(await readDraft(deps.db, planId))
}

const originsOf = (rows: readonly DraftRule[]): RuleName[] =>
  rows.flatMap((row) => (row.previousKey === null ? [] : [{ ...row, key: row.previousKey }]))

const draftRowsGone = (db: Db, planId: string, ids: readonly string[]): BatchItem<'sqlite'>[] =>
  chunks(ids).map((list) =>
    db
      .delete(planDraftRules)
      .where(and(eq(planDraftRules.planId, planId), named(planDraftRules, list))),
  )

export const upsertDraft = (
  deps: EditDeps,
  actor: Actor,
  planId: string,
  upserts: readonly RuleUpsert[],
) => editDraft(deps, actor, planId, (live, draft) => draftUpserts(live, draft, upserts))

export const removeInDraft = (
  deps: EditDeps,
  actor: Actor,
  planId: string,
  names: readonly RuleName[],
) => editDraft(deps, actor, planId, (live, draft) => draftRemovals(live, draft, names))

/**
 * Writes an imported plan into the draft, and answers what that comes to.
 * @param replace Rules that are not among these are to go; those of libraries stay.
 */
export async function draftUpsertsAndRemovals(
  deps: EditDeps,
  actor: Actor,
  planId: string,
  rules: readonly RuleContent[],
  replace: boolean,
): Promise<Result<{ added: number; changed: number; removed: number }, PlanEditError>> {
  let before = new Map<string, RuleContent>()
  const edited = await editDraft(deps, actor, planId, (live, draft) => {
    before = withDraft(live, draft)
    const written = draftUpserts(live, draft, rules)
    if (!written.ok || !replace) return written
    const wanted = byRuleId(rules)
    const others = [...before].flatMap(([id, rule]) =>
      wanted.has(id) || live.get(id)?.libraryId ? [] : [rule],
    )
    return draftRemovals(live, written.value, others)
  })
  if (!edited.ok) return edited
  const after = withDraft(byRuleId(edited.value.live.map(contentOf)), edited.value.draft)
  const changes = changesBetween(before, after).map(({ change }) => change)
  const count = (wanted: RuleChange['change']) => changes.filter((one) => one === wanted).length
  return ok({ added: count('added'), changed: count('changed'), removed: count('removed') })
}

/** Takes changes back out of the draft; without names, all of them. */
export const revertInDraft = (
  deps: EditDeps,
  actor: Actor,
  planId: string,
  names: readonly RuleName[] | null,
) =>
  editDraft(deps, actor, planId, (_live, draft) =>
    ok(names === null ? new Map() : revertDraft(draft, names)),
  )

/** Puts the draft in force. The draft is empty afterwards. */
export const mergeDraft = (
  deps: EditDeps,
  actor: Actor,
  planId: string,
  { message, overwriteConflicts }: { message: string; overwriteConflicts: boolean },
): Outcome<PlanChangelogRow | null> =>
  editRules(deps, actor, planId, 'draft', async (rows) => {
    const { draft, changes } = await readDraft(deps.db, planId)
    const conflicts = changes.filter(({ conflict }) => conflict)
    if (conflicts.length > 0 && !overwriteConflicts) {
      const rules = conflicts.map(({ type, key, version }) => ({ type, key, version }))
      return err({ reason: 'draft_conflict', rules })
    }
    const live = liveContent(rows)
    return ok({
      rules: applied(live, draft),
      renamed: renamedBy(draft),
      message,
      // What was drafted after this was read stays in the draft.
      also: (db) =>
        chunks([...draft.values()].map(draftedAt)).map((list) =>
          db.delete(planDraftRules).where(
            and(
              eq(planDraftRules.planId, planId),
              sql`(${planDraftRules.type}, ${planDraftRules.key}, ${planDraftRules.version}, ${planDraftRules.updatedAt}) IN (
                SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]')
                FROM json_each(${list}))`,
            ),
          ),
        ),
    })
  })

const draftedAt = ({ type, key, version, updatedAt }: PlanDraftRuleRow): string =>
  JSON.stringify([type, key, version, updatedAt])
