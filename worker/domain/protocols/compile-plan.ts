import { compileSchema } from '../json-schema/compile-schema.ts'
import type { SchemaNode } from '../json-schema/schema-node.ts'
import type { PlanRule, RuleType } from './tracking-plan.ts'

/** Names one rule of a plan. */
export interface RuleRef {
  type: RuleType
  /** Empty for identify, group and the common rule. */
  key: string
  version: number
}

export interface CompiledRule extends RuleRef {
  /** Of the whole message. */
  readonly schema: SchemaNode
}

export interface CompiledPlan {
  /**
   * The rule for an event of that type and name. @param version As the event gives it: what is no version
   * of the rule means the oldest.
   */
  find(type: RuleType, key: string, version: unknown): CompiledRule | null
}

const held = new WeakMap<readonly PlanRule[], CompiledPlan>()

/** Makes a plan ready, once for the same array; each rule when it is first needed. */
export function compilePlan(rules: readonly PlanRule[]): CompiledPlan {
  let plan = held.get(rules)
  if (!plan) {
    plan = planOf(rules)
    held.set(rules, plan)
  }
  return plan
}

function planOf(rules: readonly PlanRule[]): CompiledPlan {
  const byName = new Map<string, CompiledRule[]>()
  for (const rule of rules) {
    const name = `${rule.type} ${rule.key}`
    const versions = byName.get(name)
    if (versions) versions.push(lazily(rule))
    else byName.set(name, [lazily(rule)])
  }
  for (const versions of byName.values()) versions.sort((a, b) => a.version - b.version)
  return {
    find(type, key, version) {
      const versions = byName.get(`${type} ${key}`)
      const [oldest = null] = versions ?? []
      if (versions === undefined || versions.length === 1) return oldest
      return versions.find((rule) => rule.version === version) ?? oldest
    },
  }
}

function lazily({ type, key, version, jsonSchema }: PlanRule): CompiledRule {
  let schema: SchemaNode | null = null
  return {
    type,
    key,
    version,
    get schema() {
      schema ??= compileSchema(jsonSchema)
      return schema
    },
  }
}
