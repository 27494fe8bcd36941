import { and, eq, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { RuleType } from '../../domain/protocols/tracking-plan.ts'
import type { Db } from '../client.ts'
import { chunks, insertRows } from '../insert-rows.ts'
import { type PlanRuleRow, planRules } from '../schema/tracking-plans.ts'

export type { PlanRuleRow } from '../schema/tracking-plans.ts'

export interface RuleKey {
  type: RuleType
  /** Empty for rules that have none. */
  key: string
  version: number
}

/** Tells rules of one plan apart. */
export const ruleId = ({ type, key, version }: RuleKey): string =>
  JSON.stringify([type, key, version])

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
  const stored = new Map(before.map((row) => [ruleId(row), JSON.stringify(row)]))
  const wanted = new Set(after.map(ruleId))
  const gone = before.map(ruleId).filter((id) => !wanted.has(id))
  const changed = after.filter((row) => stored.get(ruleId(row)) !== JSON.stringify(row))
  return [
    ...chunks(gone).map((list) =>
      db.delete(planRules).where(
        and(
          eq(planRules.planId, planId),
          sql`(${planRules.type}, ${planRules.key}, ${planRules.version}) IN (
            SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
            FROM json_each(${list}))`,
        ),
      ),
    ),
    ...insertRows(db, planRules, changed, ['planId', 'type', 'key', 'version']),
  ]
}
