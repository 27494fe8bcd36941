import { err, ok, type Result } from '../result.ts'
import type { JsonSchema, RuleType } from './tracking-plan.ts'

/**
 * A plan's rules, its draft, and what lies between them. A draft is a list of changes, each with the
 * rule that it was made from, so that a rule which was changed by somebody else meanwhile is told.
 */

export interface RuleName {
  type: RuleType
  /** Empty for rules that have none. */
  key: string
  version: number
}

export interface RuleContent extends RuleName {
  jsonSchema: JsonSchema
}

export interface DraftRule extends RuleName {
  /** As it shall be; null: it shall go. */
  jsonSchema: JsonSchema | null
  /** Key of the live rule, where the draft gives it another one. */
  previousKey: string | null
  /** The live rule's schema as JSON when this was drafted; empty: there was none. */
  base: string
}

export interface RuleChange extends RuleName {
  change: 'added' | 'changed' | 'removed'
  previousKey: string | null
  before: JsonSchema | null
  after: JsonSchema | null
  conflict: boolean
}

/** A rule as somebody writes it. */
export interface RuleUpsert extends RuleContent {
  /** Renames it. */
  newKey?: string | undefined
}

export type PlanProblem =
  /** There is no rule of that name to rename or to remove. */
  | { reason: 'no_such_rule'; rule: RuleName }
  /** Another rule has the new key, or has it until the draft is merged. */
  | { reason: 'rule_exists'; rule: RuleName }

/** Tells rules of one plan apart. */
export const ruleId = ({ type, key, version }: RuleName): string =>
  JSON.stringify([type, key, version])

type Rules = ReadonlyMap<string, RuleContent>
type Draft = ReadonlyMap<string, DraftRule>

export const byRuleId = <T extends RuleName>(rules: readonly T[]): Map<string, T> =>
  new Map(rules.map((rule) => [ruleId(rule), rule]))

/** The rules as they would be with the draft merged. */
export function withDraft(live: Rules, draft: Draft): Map<string, RuleContent> {
  const rules = new Map(live)
  for (const { previousKey, ...rule } of draft.values()) {
    if (previousKey !== null) rules.delete(ruleId({ ...rule, key: previousKey }))
  }
  for (const { type, key, version, jsonSchema } of draft.values()) {
    const id = ruleId({ type, key, version })
    if (jsonSchema === null) rules.delete(id)
    else rules.set(id, { type, key, version, jsonSchema })
  }
  return rules
}

/** Whether the plan would have the rule with the draft merged. */
function isThere(live: Rules, draft: Draft, name: RuleName): boolean {
  const id = ruleId(name)
  const drafted = draft.get(id)
  if (drafted !== undefined) return drafted.jsonSchema !== null
  if (!live.has(id)) return false
  for (const { type, version, previousKey } of draft.values()) {
    if (previousKey === name.key && type === name.type && version === name.version) return false
  }
  return true
}

/** The draft with these rules written into it. Nothing of it holds when one of them cannot be. */
export function draftUpserts(
  live: Rules,
  draft: Draft,
  upserts: readonly RuleUpsert[],
): Result<Map<string, DraftRule>, PlanProblem> {
  const next = new Map(draft)
  for (const upsert of upserts) {
    const done =
      upsert.newKey === undefined || upsert.newKey === upsert.key
        ? write(live, next, upsert)
        : rename(live, next, upsert, upsert.newKey)
    if (!done.ok) return done
  }
  return ok(next)
}

function write(
  live: Rules,
  draft: Map<string, DraftRule>,
  { type, key, version, jsonSchema }: RuleContent,
): Result<void, PlanProblem> {
  const id = ruleId({ type, key, version })
  const drafted = draft.get(id)
  const base = drafted?.base ?? schemaText(live.get(id))
  const previousKey = drafted?.previousKey ?? null
  if (previousKey === null && base !== '' && base === JSON.stringify(jsonSchema)) draft.delete(id)
  else draft.set(id, { type, key, version, jsonSchema, previousKey, base })
  return ok(undefined)
}

function rename(
  live: Rules,
  draft: Map<string, DraftRule>,
  { type, key, version, jsonSchema }: RuleContent,
  newKey: string,
): Result<void, PlanProblem> {
  const from = { type, key, version }
  const to = { type, key: newKey, version }
  if (!isThere(live, draft, from)) return err({ reason: 'no_such_rule', rule: from })
  const drafted = draft.get(ruleId(from))
  const origin = drafted === undefined ? key : drafted.previousKey
  const taken = isThere(live, draft, to) || (live.has(ruleId(to)) && origin !== newKey)
  if (taken) return err({ reason: 'rule_exists', rule: to })
  // A rule that is only drafted is simply drafted under another key.
  const added = drafted !== undefined && drafted.previousKey === null && drafted.base === ''
  const base = drafted?.base ?? schemaText(live.get(ruleId(from)))
  draft.delete(ruleId(from))
  const previousKey = added ? null : (origin ?? key)
  // Back under its own name.
  if (previousKey === newKey) return write(live, draft, { ...to, jsonSchema })
  draft.set(ruleId(to), { ...to, jsonSchema, previousKey, base })
  return ok(undefined)
}

export function draftRemovals(
  live: Rules,
  draft: Draft,
  names: readonly RuleName[],
): Result<Map<string, DraftRule>, PlanProblem> {
  const next = new Map(draft)
  for (const { type, key, version } of names) {
    const name = { type, key, version }
    const id = ruleId(name)
    if (!isThere(live, next, name)) return err({ reason: 'no_such_rule', rule: name })
    const drafted = next.get(id)
    next.delete(id)
    const origin = { ...name, key: drafted?.previousKey ?? key }
    const rule = live.get(ruleId(origin))
    // Its old name may have been given to a rule that is drafted by itself.
    if (rule === undefined || next.has(ruleId(origin))) continue
    const base = drafted?.base || schemaText(rule)
    next.set(ruleId(origin), { ...origin, jsonSchema: null, previousKey: null, base })
  }
  return ok(next)
}

/** The draft without its changes of these rules, each named as the draft has it. */
export function revertDraft(draft: Draft, names: readonly RuleName[]): Map<string, DraftRule> {
  const next = new Map(draft)
  for (const name of names) next.delete(ruleId(name))
  return next
}

/** What merging would do, sorted by name. Changes that have come true meanwhile are left out. */
export function draftChanges(live: Rules, draft: Draft): RuleChange[] {
  return [...draft.values()]
    .flatMap((drafted) => changeOf(live, drafted))
    .sort((a, b) => (ruleId(a) < ruleId(b) ? -1 : 1))
}

function changeOf(live: Rules, drafted: DraftRule): RuleChange[] {
  const { base, jsonSchema: after, previousKey, type, key, version } = drafted
  const name = { type, key, version }
  const origin = live.get(ruleId({ ...name, key: previousKey ?? name.key }))
  const before = origin?.jsonSchema ?? null
  const taken = previousKey !== null && live.has(ruleId(name))
  const conflict = taken || schemaText(origin) !== base
  if (before === null && after === null) return []
  if (previousKey === null && JSON.stringify(before) === JSON.stringify(after)) return []
  const change = before === null ? 'added' : after === null ? 'removed' : 'changed'
  return [
    { ...name, change, previousKey: before === null ? null : previousKey, before, after, conflict },
  ]
}

/** What was done between two states of a plan. @param renamed Id of a rule -> the key it had before. */
export function changesBetween(
  before: Rules,
  after: Rules,
  renamed: ReadonlyMap<string, string> = new Map(),
): RuleChange[] {
  const draft = new Map<string, DraftRule>()
  const left = new Set<string>()
  for (const [id, rule] of after) {
    const previousKey = renamed.get(id) ?? null
    const origin = before.get(ruleId({ ...rule, key: previousKey ?? rule.key }))
    if (previousKey !== null && origin !== undefined) left.add(ruleId(origin))
    draft.set(id, { ...rule, previousKey: origin ? previousKey : null, base: schemaText(origin) })
  }
  for (const [id, rule] of before) {
    if (after.has(id) || left.has(id)) continue
    draft.set(id, { ...rule, jsonSchema: null, previousKey: null, base: schemaText(rule) })
  }
  return draftChanges(before, draft)
}

const schemaText = (rule: RuleContent | undefined): string =>
  rule === undefined ? '' : JSON.stringify(rule.jsonSchema)
