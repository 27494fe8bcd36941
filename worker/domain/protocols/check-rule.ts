import { findProblems, type SchemaProblem } from '../json-schema/find-problems.ts'
import { MAX_RULE_BYTES } from './tracking-plan.ts'

/**
 * What is wrong with a rule's schema, as it is written; none: it can be kept. What is kept can be checked
 * against any event in a bounded time, and asserts what it says. Write it as `normalizeSchema` does
 * before keeping it.
 */
export const checkRule = ({ jsonSchema }: { jsonSchema: unknown }): SchemaProblem[] =>
  findProblems(jsonSchema, MAX_RULE_BYTES)

export type RuleProblem = SchemaProblem
