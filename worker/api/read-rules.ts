import type { RuleUpsert } from '../domain/protocols/plan-draft.ts'
import type { JsonSchema, RuleType } from '../domain/protocols/tracking-plan.ts'
import { ok, type Result } from '../domain/result.ts'
import type { Failure } from './endpoint.ts'

interface GivenRule {
  type: RuleType
  key?: string | undefined
  newKey?: string | undefined
  version: number
  jsonSchema: JsonSchema
}

/** Rules as they are kept, of rules as somebody wrote them. */
export function readRules(rules: readonly GivenRule[]): Result<RuleUpsert[], Failure> {
  return ok(
    rules.map(({ type, key, newKey, version, jsonSchema }) => ({
      type,
      key: key ?? '',
      version,
      jsonSchema,
      ...(newKey !== undefined && { newKey }),
    })),
  )
}
