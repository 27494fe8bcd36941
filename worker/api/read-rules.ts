import { checkRule } from '../domain/protocols/check-rule.ts'
import { normalizeSchema } from '../domain/protocols/normalize-schema.ts'
import type { RuleUpsert } from '../domain/protocols/plan-draft.ts'
import type { JsonSchema, RuleType } from '../domain/protocols/tracking-plan.ts'
import { ok, type Result } from '../domain/result.ts'
import type { Failure } from './endpoint.ts'
import type { ApiError } from './errors.ts'
import { ruleInWords } from './plan-failure.ts'

export interface GivenRule {
  type: RuleType
  key?: string | undefined
  newKey?: string | undefined
  version: number
  jsonSchema: JsonSchema
}

/** More of them would help nobody. */
const MAX_ERRORS = 20

/** Rules as they are kept, of rules as somebody wrote them. One that cannot be kept fails them all. */
export function readRules(rules: readonly GivenRule[]): Result<RuleUpsert[], Failure> {
  const errors = rules.flatMap(problemsOf)
  const [first] = errors
  if (first) return { ok: false, error: [first, ...errors.slice(1, MAX_ERRORS)] }
  return ok(
    rules.map(({ type, key, newKey, version, jsonSchema }) => ({
      type,
      key: key ?? '',
      version,
      jsonSchema: normalizeSchema(type, jsonSchema),
      ...(newKey !== undefined && { newKey }),
    })),
  )
}

const problemsOf = (rule: GivenRule, at: number): ApiError[] =>
  checkRule(rule).map(({ code, pointer, message }) => ({
    type: 'bad-request',
    message: `${ruleInWords({ ...rule, key: rule.key ?? '' })}: ${message} (${code}).`,
    field: `rules.${at}.jsonSchema${pointer}`,
  }))
