import type { PlanRuleRow } from '../db/queries/plan-rules.ts'
import type { RuleChange, RuleContent } from '../domain/protocols/plan-draft.ts'
import { ruleId } from '../domain/protocols/plan-draft.ts'
import type { JsonSchema } from '../domain/protocols/tracking-plan.ts'
import type { OutlineRule } from './contract/tracking-plans.ts'

/**
 * Every rule in a line.
 * @param live What is known of the rules in force, beyond their content.
 */
export function outlineOf(
  rules: readonly RuleContent[],
  live: readonly PlanRuleRow[],
  changes: readonly RuleChange[],
): OutlineRule[] {
  const stored = new Map(live.map((row) => [ruleId(row), row]))
  const changed = new Map(changes.map((change) => [ruleId(change), change.change]))
  return rules.map(({ type, key, version, jsonSchema }) => {
    const row = stored.get(ruleId({ type, key, version }))
    const inner = innerSchema(jsonSchema, type)
    return {
      type,
      key,
      version,
      description: textOf(jsonSchema.description),
      labels: labelsOf(jsonSchema.labels),
      properties: Object.keys(recordOf(inner.properties)).length,
      required: Array.isArray(inner.required) ? inner.required.length : 0,
      deprecatedAt: row?.deprecatedAt ?? '',
      updatedAt: row?.updatedAt ?? '',
      draft: changed.get(ruleId({ type, key, version })) ?? 'none',
      libraryId: row?.libraryId ?? null,
    }
  })
}

/** The schema of what callers fill in: `traits` of identify and group rules, `properties` of others. */
export const innerSchema = (schema: JsonSchema, type: RuleContent['type']): JsonSchema =>
  recordOf(
    recordOf(schema.properties)[type === 'IDENTIFY' || type === 'GROUP' ? 'traits' : 'properties'],
  )

const recordOf = (value: unknown): JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const labelsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(recordOf(value)).map(([key, label]) => [key, String(label)]))
