import type { PlanEditError } from '../db/queries/plan-edits.ts'
import type { PlanSourceError } from '../db/queries/plan-sources.ts'
import type { EditError } from '../db/queries/snapshot.ts'
import {
  getPlan,
  MAX_PLANS,
  type PlanError,
  type TrackingPlan,
} from '../db/queries/tracking-plans.ts'
import type { RuleName } from '../domain/protocols/plan-draft.ts'
import { MAX_RULE_BYTES, MAX_RULES } from '../domain/protocols/tracking-plan.ts'
import { ok, type Result } from '../domain/result.ts'
import { type Call, editFailure, type Failure } from './endpoint.ts'
import { fail, notFound } from './errors.ts'

/** The plan that the path names. */
export async function findPlan({
  deps,
  principal,
  params,
}: Pick<Call, 'deps' | 'principal' | 'params'>): Promise<Result<TrackingPlan, Failure>> {
  const plan = await getPlan(deps.db, principal.workspaceId, params.id ?? '')
  return plan === null ? notFound('tracking plan') : ok(plan)
}

/** How people call a rule. */
export const ruleInWords = ({ type, key, version }: RuleName): string =>
  [type, key === '' ? '' : `"${key}"`, `version ${version}`].filter((word) => word !== '').join(' ')

/** What is in the way of an edit of plans, in words. */
export function planFailure(
  error: PlanError | PlanEditError | PlanSourceError | EditError,
): Result<never, Failure> {
  switch (error.reason) {
    case 'not_found':
      return notFound('tracking plan')
    case 'source_not_found':
      return fail('bad-request', 'There is no such source.', 'sourceId')
    case 'not_connected':
      return fail('not-found', 'The source is not connected to this tracking plan.')
    case 'not_a_plan':
      return fail('conflict', 'Libraries take no sources: connect a tracking plan.')
    case 'bad_forward_target':
      return fail('bad-request', 'Another source of the workspace.', error.field)
    case 'too_many_plans':
      return fail('conflict', `A workspace may have ${MAX_PLANS} tracking plans and libraries.`)
    case 'library_in_use':
      return fail(
        'conflict',
        `${error.plans} tracking plans are kept in step with this library. Take it out of them first.`,
      )
    case 'draft_conflict':
      return fail(
        'conflict',
        `Changed since they were drafted: ${error.rules.map(ruleInWords).join(', ')}. Look at them again, or merge with "overwriteConflicts".`,
        'overwriteConflicts',
      )
    case 'library_rule':
      return fail(
        'conflict',
        `${ruleInWords(error.rule)} is kept in step with a library: change it there.`,
      )
    default:
      return rulesFailure(error)
  }
}

type RulesError = Exclude<
  PlanEditError | EditError,
  { reason: 'not_found' | 'draft_conflict' | 'library_rule' }
>

function rulesFailure(error: RulesError): Result<never, Failure> {
  switch (error.reason) {
    case 'no_such_rule':
      return fail('bad-request', `There is no rule ${ruleInWords(error.rule)}.`, 'rules')
    case 'rule_exists':
      return fail('conflict', `There is a rule ${ruleInWords(error.rule)} already.`, 'rules')
    case 'too_many_rules':
      return fail('conflict', `A tracking plan may have ${MAX_RULES} rules.`)
    case 'plan_too_large':
      return fail('conflict', 'The rules of a plan may take 8,000,000 characters together.')
    case 'rule_too_large':
      return fail(
        'bad-request',
        `${ruleInWords(error.rule)}: a schema may take ${MAX_RULE_BYTES} characters.`,
        'rules',
      )
    case 'key_needed':
      return fail('bad-request', `A ${error.rule.type} rule needs the name as its key.`, 'rules')
    case 'key_not_allowed':
      return fail('bad-request', `A ${error.rule.type} rule has no key.`, 'rules')
    case 'one_version':
      return fail('bad-request', `A ${error.rule.type} rule has one version only.`, 'rules')
    default:
      return editFailure(error)
  }
}
