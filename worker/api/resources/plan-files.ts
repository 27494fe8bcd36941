import Papa from 'papaparse'
import * as v from 'valibot'
import { draftUpsertsAndRemovals, readDraft, upsertDraft } from '../../db/queries/plan-edits.ts'
import { rulesOfPlan } from '../../db/queries/plan-rules.ts'
import { getPlan } from '../../db/queries/tracking-plans.ts'
import { byRuleId, type RuleContent, withDraft } from '../../domain/protocols/plan-draft.ts'
import {
  fromSheet,
  SHEET_COLUMNS,
  type SheetError,
  type SheetRow,
  toSheet,
} from '../../domain/protocols/plan-sheet.ts'
import { ruleFromSchema } from '../../domain/protocols/rules-from-schema.ts'
import {
  draftFromSchemaSchema,
  type ImportResult,
  importPlanSchema,
  replaceRulesSchema,
} from '../contract/tracking-plans.ts'
import { csvReply } from '../csv.ts'
import { parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { planFailure } from '../plan-failure.ts'
import { readRules } from '../read-rules.ts'
import { seenIn } from '../starting-rules.ts'
import { showDraft } from './plan-drafts.ts'
import { byName, showRule } from './plan-rules.ts'
import { showPlan } from './tracking-plans.ts'

/** Upstream takes CSV files of 15 MB; as JSON text they are longer. */
const MAX_IMPORT_BYTES = 20_000_000

/** Plans as files, in and out, and rules for what was seen. */
export const planFileEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/tracking-plans/:id/export',
    needs: ['read', 'tracking-plan'],
    async handle({ deps, principal, params, query }) {
      const plan = await getPlan(deps.db, principal.workspaceId, params.id ?? '')
      if (plan === null) return notFound('tracking plan')
      const rules = (await rulesOfPlan(deps.db, plan.id)).sort(byName)
      const at = deps.now().slice(0, 16).replace('T', '--').replace(':', '-')
      const name = `${plan.slug}--${at}-utc`
      switch (query.get('format') ?? 'csv') {
        case 'csv':
          return { ok: true, value: csvReply(`${name}.csv`, SHEET_COLUMNS, toSheet(rules)) }
        case 'json': {
          const text = JSON.stringify({ plan: showPlan(plan), rules: rules.map(showRule) }, null, 2)
          const contentType = 'application/json'
          return { ok: true, value: { file: { name: `${name}.json`, contentType, text } } }
        }
        default:
          return fail('bad-request', 'csv or json.', 'format')
      }
    },
  },
  {
    method: 'POST',
    path: '/tracking-plans/:id/import',
    needs: ['write', 'tracking-plan'],
    maxBodyBytes: MAX_IMPORT_BYTES,
    async handle({ deps, principal, params, body }) {
      const input = parseBody(importPlanSchema, body)
      if (!input.ok) return input
      const plan = await getPlan(deps.db, principal.workspaceId, params.id ?? '')
      if (plan === null) return notFound('tracking plan')
      const { live, draft } = await readDraft(deps.db, plan.id)
      const existing = withDraft(byRuleId(live), draft)
      const { format, content, replace } = input.value
      const file = format === 'csv' ? readCsv(content, existing) : readJson(content)
      if (file.errors.length > 0) return reply({ import: refused(file.errors) })
      const done = await draftUpsertsAndRemovals(deps, principal, plan.id, file.rules, replace)
      if (!done.ok) return planFailure(done.error)
      return reply({ import: { ...done.value, errors: [] } satisfies ImportResult })
    },
  },
  {
    method: 'POST',
    path: '/tracking-plans/:id/draft/from-schema',
    needs: ['write', 'tracking-plan'],
    async handle(call) {
      const { deps, principal, params, body } = call
      const input = parseBody(draftFromSchemaSchema, body)
      if (!input.ok) return input
      const { sourceId, period, events, traits } = input.value
      const plan = await getPlan(deps.db, principal.workspaceId, params.id ?? '')
      if (plan === null) return notFound('tracking plan')
      const seen = await seenIn(call, [sourceId], period)
      if (!seen.ok) return seen
      const wanted = new Set(events)
      const rules = [
        ...seen.value.track
          .filter(({ name }) => wanted.has(name))
          .map((event) => ruleFromSchema('TRACK', event)),
        ...(traits.includes('identify') ? seen.value.identify : []).map((event) =>
          ruleFromSchema('IDENTIFY', event),
        ),
        ...(traits.includes('group') ? seen.value.group : []).map((event) =>
          ruleFromSchema('GROUP', event),
        ),
      ]
      const done = await upsertDraft(deps, principal, plan.id, rules)
      return done.ok ? reply({ draft: showDraft(done.value) }) : planFailure(done.error)
    },
  },
]

interface File {
  rules: RuleContent[]
  errors: SheetError[]
}

const refused = (errors: SheetError[]): ImportResult => ({
  added: 0,
  changed: 0,
  removed: 0,
  errors: errors.slice(0, MAX_ERRORS),
})
const MAX_ERRORS = 1000

function readCsv(text: string, existing: ReadonlyMap<string, RuleContent>): File {
  const { data, errors } = Papa.parse<SheetRow>(text.replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: 'greedy',
  })
  // Rows that are shorter or longer than the header are told by what is wrong with them, if anything.
  const [broken] = errors.filter(({ type }) => type === 'Quotes')
  if (broken !== undefined) {
    const row = broken.row === undefined ? 0 : broken.row + 2
    return { rules: [], errors: [{ row, column: '', message: broken.message }] }
  }
  return fromSheet(data, existing)
}

const exportedRules = v.looseObject({ rules: v.array(v.looseObject({})) })

function readJson(text: string): File {
  const error = (message: string): File => ({
    rules: [],
    errors: [{ row: 0, column: '', message }],
  })
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return error('The file is not JSON.')
  }
  const file = v.safeParse(exportedRules, parsed)
  if (!file.success) return error('Expected an object with "rules", as the export has it.')
  const rules = file.output.rules.map(({ type, key, version, jsonSchema }) => ({
    type,
    ...(key !== undefined && { key }),
    version,
    jsonSchema,
  }))
  const checked = parseBody(replaceRulesSchema, { rules })
  const read = checked.ok ? readRules(checked.value.rules) : checked
  if (read.ok) return { rules: read.value, errors: [] }
  const errors = read.error.map(({ field = '', message }) => ({
    row: 0,
    column: '' as const,
    message: `${field}: ${message}`,
  }))
  return { rules: [], errors }
}
