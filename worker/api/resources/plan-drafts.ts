import * as v from 'valibot'
import {
  getChangelogEntry,
  listChangelog,
  type PlanChangelogRow,
} from '../../db/queries/plan-changelog.ts'
import {
  mergeDraft,
  type PlanDraft,
  type PlanEditError,
  readDraft,
  removeInDraft,
  revertInDraft,
  upsertDraft,
} from '../../db/queries/plan-edits.ts'
import { byRuleId, type RuleName, ruleId, withDraft } from '../../domain/protocols/plan-draft.ts'
import type { Result } from '../../domain/result.ts'
import {
  type ChangelogEntry,
  type DraftAnswer,
  mergeDraftSchema,
  type RuleChange,
  removeRulesSchema,
  revertDraftSchema,
  ruleNameSchema,
} from '../contract/tracking-plans.ts'
import { pagination, parseWindow } from '../conventions.ts'
import { type Failure, parseBody, type Reply, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { findPlan, planFailure } from '../plan-failure.ts'
import { outlineOf } from '../plan-outline.ts'
import { byName, MAX_RULES_BYTES, nameOf, parseUpdate } from './plan-rules.ts'

/** The draft that the dashboard edits, and what has been done to the plan. */
export const planDraftEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/tracking-plans/:id/outline',
    needs: ['read', 'tracking-plan'],
    async handle(call) {
      const view = call.query.get('view') ?? 'live'
      if (view !== 'live' && view !== 'draft') return fail('bad-request', 'live or draft.', 'view')
      const plan = await findPlan(call)
      if (!plan.ok) return plan
      const { live, draft, changes } = await readDraft(call.deps.db, plan.value.id)
      if (view === 'live') return reply({ outline: outlineOf(live, live, []).sort(byName) })
      const rules = withDraft(byRuleId(live), draft)
      // What is to be removed is shown until it is.
      const removed = changes.filter(({ change }) => change === 'removed')
      for (const { type, key, version, before } of removed) {
        if (before !== null) {
          rules.set(ruleId({ type, key, version }), { type, key, version, jsonSchema: before })
        }
      }
      return reply({ outline: outlineOf([...rules.values()], live, changes).sort(byName) })
    },
  },
  {
    method: 'GET',
    path: '/tracking-plans/:id/rule',
    needs: ['read', 'tracking-plan'],
    async handle(call) {
      const plan = await findPlan(call)
      if (!plan.ok) return plan
      const name = ruleNameOf(call.query)
      if (name === null) return fail('bad-request', 'Name the rule by type, key and version.')
      const { live, draft } = await readDraft(call.deps.db, plan.value.id)
      const id = ruleId(name)
      const rule = live.find((row) => ruleId(row) === id)
      const drafted = draft.get(id)
      if (rule === undefined && drafted === undefined) return notFound('rule')
      return reply({
        rule: {
          ...name,
          live: rule?.jsonSchema ?? null,
          draft: drafted === undefined ? (rule?.jsonSchema ?? null) : drafted.jsonSchema,
          drafted: drafted !== undefined,
          previousKey: drafted?.previousKey ?? null,
          libraryId: rule?.libraryId ?? null,
        },
      })
    },
  },
  {
    method: 'GET',
    path: '/tracking-plans/:id/draft',
    needs: ['read', 'tracking-plan'],
    async handle(call) {
      const plan = await findPlan(call)
      if (!plan.ok) return plan
      return reply({ draft: showDraft(await readDraft(call.deps.db, plan.value.id)) })
    },
  },
  {
    method: 'DELETE',
    path: '/tracking-plans/:id/draft',
    needs: ['write', 'tracking-plan'],
    handle: ({ deps, principal, params }) =>
      answer(revertInDraft(deps, principal, params.id ?? '', null)),
  },
  {
    method: 'PATCH',
    path: '/tracking-plans/:id/draft/rules',
    needs: ['write', 'tracking-plan'],
    maxBodyBytes: MAX_RULES_BYTES,
    async handle({ deps, principal, params, body }) {
      const rules = parseUpdate(body)
      if (!rules.ok) return rules
      return answer(upsertDraft(deps, principal, params.id ?? '', rules.value))
    },
  },
  {
    method: 'POST',
    path: '/tracking-plans/:id/draft/remove',
    needs: ['write', 'tracking-plan'],
    async handle({ deps, principal, params, body }) {
      const input = parseBody(removeRulesSchema, body)
      if (!input.ok) return input
      return answer(removeInDraft(deps, principal, params.id ?? '', input.value.rules.map(nameOf)))
    },
  },
  {
    method: 'POST',
    path: '/tracking-plans/:id/draft/revert',
    needs: ['write', 'tracking-plan'],
    async handle({ deps, principal, params, body }) {
      const input = parseBody(revertDraftSchema, body)
      if (!input.ok) return input
      return answer(revertInDraft(deps, principal, params.id ?? '', input.value.rules.map(nameOf)))
    },
  },
  {
    method: 'POST',
    path: '/tracking-plans/:id/draft/merge',
    needs: ['write', 'tracking-plan'],
    async handle({ deps, principal, params, body }) {
      const input = parseBody(mergeDraftSchema, body ?? {})
      if (!input.ok) return input
      const done = await mergeDraft(deps, principal, params.id ?? '', input.value)
      return done.ok
        ? reply({ entry: done.value && showEntry(done.value) })
        : planFailure(done.error)
    },
  },
  {
    method: 'GET',
    path: '/tracking-plans/:id/changelog',
    needs: ['read', 'tracking-plan'],
    async handle(call) {
      const window = parseWindow(call.query)
      if (!window.ok) return window
      const plan = await findPlan(call)
      if (!plan.ok) return plan
      const { items, total } = await listChangelog(call.deps.db, plan.value.id, window.value)
      return reply({ changelog: items.map(showEntry), pagination: pagination(window.value, total) })
    },
  },
  {
    method: 'GET',
    path: '/tracking-plans/:id/changelog/:entryId',
    needs: ['read', 'tracking-plan'],
    async handle(call) {
      const plan = await findPlan(call)
      if (!plan.ok) return plan
      const found = await getChangelogEntry(call.deps.db, plan.value.id, call.params.entryId ?? '')
      if (found === null) return notFound('changelog entry')
      const changes = found.changes.map(
        ({ entryId, position, ...change }): RuleChange => ({ ...change, conflict: false }),
      )
      return reply({ entry: { ...showEntry(found.entry), changes } })
    },
  },
]

function ruleNameOf(query: URLSearchParams): RuleName | null {
  const parsed = v.safeParse(ruleNameSchema, {
    type: query.get('type'),
    key: query.get('key') ?? '',
    version: Number(query.get('version') ?? Number.NaN),
  })
  return parsed.success ? nameOf(parsed.output) : null
}

async function answer(
  edited: Promise<Result<PlanDraft, PlanEditError>>,
): Promise<Result<Reply, Failure>> {
  const done = await edited
  return done.ok ? reply({ draft: showDraft(done.value) }) : planFailure(done.error)
}

export function showDraft({ draft, changes }: PlanDraft): DraftAnswer {
  const [newest] = [...draft.values()].sort((a, b) => (a.updatedAt > b.updatedAt ? -1 : 1))
  return {
    changes,
    updatedAt: newest?.updatedAt ?? null,
    updatedBy: newest?.updatedBy ?? null,
  }
}

const showEntry = ({ planId, ...entry }: PlanChangelogRow): ChangelogEntry => entry
