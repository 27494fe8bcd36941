import type * as v from 'valibot'
import { removeRules, replaceRules, upsertRules } from '../../db/queries/plan-edits.ts'
import { type PlanRuleRow, rulesOfPlan } from '../../db/queries/plan-rules.ts'
import type { RuleName } from '../../domain/protocols/plan-draft.ts'
import { MAX_RULES_PER_UPDATE } from '../../domain/protocols/tracking-plan.ts'
import { ok, type Result } from '../../domain/result.ts'
import { SUCCESS } from '../contract/envelope.ts'
import {
  type RuleAnswer,
  removeRulesSchema,
  replaceRulesSchema,
  type ruleNameSchema,
  updateRulesSchema,
} from '../contract/tracking-plans.ts'
import { queryObjects } from '../conventions.ts'
import { type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail } from '../errors.ts'
import { findPlan, planFailure } from '../plan-failure.ts'
import { readRules } from '../read-rules.ts'
import { replyPage } from '../reply-page.ts'

/** 200 rules in one request, or a whole plan. */
export const MAX_RULES_BYTES = 20_000_000

/** Upstream's endpoints: what they change is in force at once. */
export const planRuleEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/tracking-plans/:id/rules',
    needs: ['read', 'tracking-plan'],
    async handle(call) {
      const { deps, query } = call
      const plan = await findPlan(call)
      if (!plan.ok) return plan
      const rules = (await rulesOfPlan(deps.db, plan.value.id)).sort(byName)
      return replyPage(query, 'rules', rules, showRule)
    },
  },
  {
    method: 'PATCH',
    path: '/tracking-plans/:id/rules',
    needs: ['write', 'tracking-plan'],
    maxBodyBytes: MAX_RULES_BYTES,
    async handle({ deps, principal, params, body }) {
      const rules = parseUpdate(body)
      if (!rules.ok) return rules
      const done = await upsertRules(deps, principal, params.id ?? '', rules.value)
      return done.ok ? reply(SUCCESS) : planFailure(done.error)
    },
  },
  {
    method: 'PUT',
    path: '/tracking-plans/:id/rules',
    needs: ['write', 'tracking-plan'],
    maxBodyBytes: MAX_RULES_BYTES,
    async handle({ deps, principal, params, body }) {
      const input = parseBody(replaceRulesSchema, body)
      if (!input.ok) return input
      const rules = readRules(input.value.rules)
      if (!rules.ok) return rules
      const done = await replaceRules(deps, principal, params.id ?? '', rules.value)
      return done.ok ? reply(SUCCESS) : planFailure(done.error)
    },
  },
  {
    method: 'DELETE',
    path: '/tracking-plans/:id/rules',
    needs: ['write', 'tracking-plan'],
    async handle({ deps, principal, params, query }) {
      const names = parseRemoval({ rules: queryObjects(query, 'rules') })
      if (!names.ok) return names
      const done = await removeRules(deps, principal, params.id ?? '', names.value)
      return done.ok ? reply(SUCCESS) : planFailure(done.error)
    },
  },
]

/** Rules to be written, checked. */
export function parseUpdate(body: unknown) {
  const input = parseBody(updateRulesSchema, body)
  if (!input.ok) return input
  const few = atMostPerUpdate(input.value.rules)
  return few.ok ? readRules(input.value.rules) : few
}

/** Names of rules to be removed. In a query every value is a text. */
export function parseRemoval(body: { rules: unknown[] }): Result<RuleName[], Failure> {
  const rules = body.rules.map((rule) =>
    typeof rule === 'object' &&
    rule !== null &&
    'version' in rule &&
    /^-?\d+$/.test(`${rule.version}`)
      ? { ...rule, version: Number(rule.version) }
      : rule,
  )
  const input = parseBody(removeRulesSchema, { rules })
  if (!input.ok) return input
  if (input.value.rules.length === 0) {
    return fail('bad-request', 'Name at least one rule by its type, key and version.', 'rules')
  }
  const few = atMostPerUpdate(input.value.rules)
  return few.ok ? ok(input.value.rules.map(nameOf)) : few
}

export const nameOf = ({ type, key, version }: v.InferOutput<typeof ruleNameSchema>): RuleName => ({
  type,
  key: key ?? '',
  version,
})

const atMostPerUpdate = (rules: readonly unknown[]): Result<void, Failure> =>
  rules.length > MAX_RULES_PER_UPDATE
    ? fail('bad-request', `At most ${MAX_RULES_PER_UPDATE} rules in one request.`, 'rules')
    : ok(undefined)

export const showRule = (row: PlanRuleRow): RuleAnswer => ({
  type: row.type,
  ...(row.key !== '' && { key: row.key }),
  version: row.version,
  jsonSchema: row.jsonSchema,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  deprecatedAt: row.deprecatedAt ?? '',
})

/** By type as people look for them, then by name, oldest version first. */
const TYPE_ORDER = ['TRACK', 'IDENTIFY', 'GROUP', 'PAGE', 'SCREEN', 'COMMON']

export function byName(a: RuleName, b: RuleName): number {
  const types = TYPE_ORDER.indexOf(a.type) - TYPE_ORDER.indexOf(b.type)
  if (types !== 0) return types
  if (a.key !== b.key) return a.key < b.key ? -1 : 1
  return a.version - b.version
}
