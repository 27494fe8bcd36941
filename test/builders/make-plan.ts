import { type CompiledPlan, compilePlan } from '../../worker/domain/protocols/compile-plan.ts'
import {
  ALLOW_ALL,
  type Enforcement,
  type JsonSchema,
  type PlanRule,
} from '../../worker/domain/protocols/tracking-plan.ts'

/** A rule by the schema of what callers fill in: traits of identify and group rules, else properties. */
export function makeRule(
  key: string,
  inner: JsonSchema,
  overrides: Partial<PlanRule> = {},
): PlanRule {
  const type = overrides.type ?? 'TRACK'
  const field = type === 'IDENTIFY' || type === 'GROUP' ? 'traits' : 'properties'
  const properties = { context: {}, traits: {}, [field]: { type: 'object', ...inner } }
  const jsonSchema = { type: 'object', properties }
  return { type, key, version: 1, deprecated: false, jsonSchema, ...overrides }
}

export const planOf = (rules: readonly PlanRule[]): CompiledPlan => compilePlan(rules)

interface Settings {
  track?: Partial<Enforcement['track']>
  identify?: Partial<Enforcement['identify']>
  group?: Partial<Enforcement['group']>
}

export const makeEnforcement = ({ track, identify, group }: Settings = {}): Enforcement => ({
  ...ALLOW_ALL,
  track: { ...ALLOW_ALL.track, ...track },
  identify: { ...ALLOW_ALL.identify, ...identify },
  group: { ...ALLOW_ALL.group, ...group },
})
