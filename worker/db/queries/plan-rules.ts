import { and, eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { ruleId } from '../../domain/protocols/plan-draft.ts'
import type { Db } from '../client.ts'
import { chunks, insertRows } from '../insert-rows.ts'
import { type PlanRuleRow, planRules } from '../schema/tracking-plans.ts'

export type { PlanRuleRow } from '../schema/tracking-plans.ts'

/** All rules in force, in no particular order. */
export const rulesOfPlan = (db: Db, planId: string): Promise<PlanRuleRow[]> =>
  db.select().from(planRules).where(eq(planRules.planId, planId))

/** Statements that make the stored rules of a plan what they shall be. */
export function rulesChanged(
  db: Db,
  {
    planId,
    before,
    after,
  }: { planId: string; before: readonly PlanRuleRow[]; after: readonly PlanRuleRow[] },
): BatchItem<'sqlite'>[] {
  const stored = new Map(before.map((row) => [ruleId(row), stateOf(row)]))
  const wanted = new Set(after.map(ruleId))
  const gone = before.map(ruleId).filter((id) => !wanted.has(id))
  const changed = after.filter((row) => stored.get(ruleId(row)) !== stateOf(row))
  return [
    ...chunks(gone).map((list) =>
      db.delete(planRules).where(and(eq(planRules.planId, planId), named(planRules, list))),
    ),
    ...insertRows(db, planRules, changed, ['planId', 'type', 'key', 'version']),
  ]
}

/** All of it that may change. */
const stateOf = ({ jsonSchema, libraryId, updatedAt, deprecatedAt }: PlanRuleRow): string =>
  JSON.stringify([jsonSchema, libraryId, updatedAt, deprecatedAt])

/** Whether a row is of a rule whose id is in this JSON list. */
export const named = (
  { type, key, version }: Record<'type' | 'key' | 'version', SQLWrapper>,
  list: string,
): SQL =>
  sql`(${type}, ${key}, ${version}) IN (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
    FROM json_each(${list}))`
