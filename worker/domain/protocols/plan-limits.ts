import type { RuleContent, RuleName } from './plan-draft.ts'
import { MAX_RULE_BYTES, MAX_RULES, RULE_TYPES } from './tracking-plan.ts'

/** All schemas of a plan together, as JSON. */
export const MAX_PLAN_CHARS = 8_000_000

export type PlanRulesProblem =
  | { reason: 'too_many_rules' }
  | { reason: 'plan_too_large' }
  | { reason: 'rule_too_large'; rule: RuleName }
  /** A track event, page or screen needs a name, and the other types have none. */
  | { reason: 'key_needed'; rule: RuleName }
  | { reason: 'key_not_allowed'; rule: RuleName }
  /** Only track events have several versions. */
  | { reason: 'one_version'; rule: RuleName }

const NAMED = new Set(['TRACK', 'PAGE', 'SCREEN'])

/** What is wrong with a plan's rules taken together; null: nothing. */
export function planRulesProblem(rules: readonly RuleContent[]): PlanRulesProblem | null {
  if (rules.length > MAX_RULES) return { reason: 'too_many_rules' }
  const versionOf = new Map<string, number>()
  let chars = 0
  for (const { jsonSchema, ...content } of rules) {
    const rule = { type: content.type, key: content.key, version: content.version }
    const text = JSON.stringify(jsonSchema)
    chars += text.length
    if (text.length > MAX_RULE_BYTES) return { reason: 'rule_too_large', rule }
    if (NAMED.has(rule.type) && rule.key === '') return { reason: 'key_needed', rule }
    if (!NAMED.has(rule.type) && rule.key !== '') return { reason: 'key_not_allowed', rule }
    const name = `${RULE_TYPES.indexOf(rule.type)} ${rule.key}`
    if (rule.type !== 'TRACK' && versionOf.has(name)) return { reason: 'one_version', rule }
    versionOf.set(name, rule.version)
  }
  return chars > MAX_PLAN_CHARS ? { reason: 'plan_too_large' } : null
}
