import type * as v from 'valibot'
import { contentOf, type NewRules } from '../db/queries/plan-changelog.ts'
import { rulesOfPlan } from '../db/queries/plan-rules.ts'
import { getPlan } from '../db/queries/tracking-plans.ts'
import { ok, type Result } from '../domain/result.ts'
import type { createPlanSchema } from './contract/tracking-plans.ts'
import type { Call, Failure } from './endpoint.ts'
import { fail } from './errors.ts'

export type Beginning = v.InferOutput<typeof createPlanSchema>['from']

/** The rules that a new plan begins with. */
export async function startingRules(
  { deps, principal }: Call,
  from: Beginning,
): Promise<Result<NewRules, Failure>> {
  if (from === undefined) return ok([])
  if (from.kind === 'plan') {
    const plan = await getPlan(deps.db, principal.workspaceId, from.planId)
    if (plan === null) return fail('bad-request', 'There is no such tracking plan.', 'from.planId')
    return ok((await rulesOfPlan(deps.db, plan.id)).map(contentOf))
  }
  return fail('bad-request', 'There is no such beginning.', 'from.kind')
}
