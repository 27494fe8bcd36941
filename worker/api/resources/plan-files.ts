import Papa from 'papaparse'
import * as v from 'valibot'
import { draftUpsertsAndRemovals, readDraft, upsertDraft } from '../../db/queries/plan-edits.ts'
import { rulesOfPlan } from '../../db/queries/plan-rules.ts'
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
import { type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail } from '../errors.ts'
import { findPlan, planFailure } from '../plan-failure.ts'
import { type GivenRule, readRules } from '../read-rules.ts'
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
    async handle(call) {
      const { deps, query } = call
      const plan = await findPlan(call)
      if (!plan.ok) return plan
      const rules = (await rulesOfPlan(deps.db, plan.value.id)).sort(byName)
      const at = deps.now().slice(0, 16).replace('T', '--').replace(':', '-')
      const name = `${plan.value.slug}--${at}-utc`
      switch (query.get('format') ?? 'csv') {
        case 'csv':
          return { ok: true, value: csvReply(`${name}.csv`, SHEET_COLUMNS, toSheet(rules)) }
        case 'json': {
          const text = JSON.stringify(
            { plan: showPlan(plan.value), rules: rules.map(showRule) },
            null,
            2,
          )
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
    async handle(call) {
      const { deps, principal, body } = call
      const input = parseBody(importPlanSchema, body)
      if (!input.ok) return input
      const plan = await findPlan(call)
      if (!plan.ok) return plan
      const { live, draft } = await readDraft(deps.db, plan.value.id)
      const existing = withDraft(byRuleId(live), draft)
      const { format, content, replace } = input.value
      const file = format === 'csv' ? checked(readCsv(content, existing)) : readJson(content)
      if (file.errors.length > 0) return reply({ import: refused(file.errors) })
      const done = await draftUpsertsAndRemovals(
        deps,
        principal,
        plan.value.id,
        file.rules,
        replace,
      )
      if (!done.ok) return planFailure(done.error)
      return reply({ import: { ...done.value, errors: [] } satisfies ImportResult })
    },
  },
  {
    method: 'POST',
    path: '/tracking-plans/:id/draft/from-schema',
    needs: ['write', 'tracking-plan'],
    async handle(call) {
      const { deps, principal, body } = call
      const input = parseBody(draftFromSchemaSchema, body)
      if (!input.ok) return input
      const { sourceId, period, events, traits } = input.value
      const plan = await findPlan(call)
      if (!plan.ok) return plan
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
      const done = await upsertDraft(deps, principal, plan.value.id, rules)
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
  const shaped = parseBody(replaceRulesSchema, { rules })
  return shaped.ok ? checked({ rules: shaped.value.rules, errors: [] }) : refusedBy(shaped.error)
}

/** Rules that the API would refuse are refused in files too. */
function checked({ rules, errors }: Omit<File, 'rules'> & { rules: readonly GivenRule[] }): File {
  if (errors.length > 0) return { rules: [], errors }
  const read = readRules(rules)
  return read.ok ? { rules: read.value, errors: [] } : refusedBy(read.error)
}

const refusedBy = (problems: Failure): File => ({
  rules: [],
  errors: problems.map(({ field = '', message }) => ({
    row: 0,
    column: '',
    message: `${field}: ${message}`,
  })),
})
