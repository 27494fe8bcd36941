import type { PlanRuleRow, TrackingPlanRow } from '../schema/tracking-plans.ts'
import type { Actor } from './audit.ts'
import type { Logged } from './plan-changelog.ts'
import type { EditDeps } from './snapshot.ts'

/** A plan that is kept in step with a library, and what a change of the library does to it. */
export interface Dependent {
  plan: TrackingPlanRow
  before: PlanRuleRow[]
  logged: Logged
}

/** The plans that are kept in step with this library, with the rules that they have then. */
export async function rulesInStep(
  _deps: EditDeps,
  _actor: Actor,
  _library: TrackingPlanRow,
  _rules: readonly PlanRuleRow[],
): Promise<Dependent[]> {
  return []
}
