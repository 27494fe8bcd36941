import { type RuleContent, ruleId } from './plan-draft.ts'
import {
  FIELD_KINDS,
  type FieldKind,
  fieldsOfRule,
  type RuleField,
  ruleWithFields,
} from './rule-fields.ts'
import { type JsonSchema, RULE_TYPES, type RuleType } from './tracking-plan.ts'

/**
 * A plan as a table: one row for each property or trait, one for a rule that has none. A table cannot say
 * all that a schema can; what it cannot say stays as it is in rules that are there already.
 */

export const SHEET_COLUMNS = [
  'Event Type',
  'Event Name',
  'Event Version',
  'Event Description',
  'Labels',
  'Property Path',
  'Property Description',
  'Status',
  'Data Types',
  'Allowed Property Values',
  'Enum Values',
] as const
export type SheetColumn = (typeof SHEET_COLUMNS)[number]

/** Upstream's limit. */
export const MAX_SHEET_ROWS = 100_000

export const toSheet = (rules: readonly RuleContent[]): string[][] =>
  rules.flatMap((rule) => {
    const { type, key, version, jsonSchema } = rule
    const about = [
      type,
      key,
      String(version),
      typeof jsonSchema.description === 'string' ? jsonSchema.description : '',
      labelsText(jsonSchema.labels),
    ]
    const fields = fieldsOfRule(jsonSchema, type)
    if (fields.length === 0) return [[...about, '', '', '', '', '', '']]
    return fields.map((field) => [
      ...about,
      field.path,
      field.description,
      field.required ? 'required' : 'optional',
      field.types.join('|'),
      field.pattern,
      field.values === null ? '' : JSON.stringify(field.values),
    ])
  })

const labelsText = (labels: unknown): string =>
  typeof labels === 'object' && labels !== null
    ? Object.entries(labels)
        .map(([key, value]) => `${key}:${value}`)
        .join(';')
    : ''

export interface SheetError {
  /** From 1, the header row included; 0: the whole file. */
  row: number
  column: SheetColumn | ''
  message: string
}

export type SheetRow = Readonly<Partial<Record<string, string>>>

/**
 * @param rows By column. Columns that are not known are left alone.
 * @param existing The rules as they are, by id.
 */
export function fromSheet(
  rows: readonly SheetRow[],
  existing: ReadonlyMap<string, RuleContent>,
): { rules: RuleContent[]; errors: SheetError[] } {
  if (rows.length === 0) return { rules: [], errors: [whole('There is no row below the header.')] }
  if (rows.length >= MAX_SHEET_ROWS) return { rules: [], errors: [whole('Too many rows.')] }
  const missing = (['Event Type'] as const).filter((column) => !(column in (rows[0] ?? {})))
  if (missing.length > 0) {
    return { rules: [], errors: [whole(`The column "${missing[0]}" is missing.`)] }
  }
  const errors: SheetError[] = []
  const drafts = new Map<string, SheetRule>()
  for (const [index, row] of rows.entries()) {
    const say = (column: SheetColumn, message: string) => {
      errors.push({ row: index + 2, column, message })
    }
    const name = nameOf(row, say)
    if (name === null) continue
    const id = ruleId(name)
    const draft = drafts.get(id) ?? { ...name, description: '', labels: '', fields: new Map() }
    drafts.set(id, draft)
    draft.description ||= cell(row, 'Event Description')
    draft.labels ||= cell(row, 'Labels')
    const field = fieldOf(row, say)
    if (field === null) continue
    if (draft.fields.has(field.path)) {
      say('Property Path', `"${field.path}" is there twice.`)
    } else draft.fields.set(field.path, field)
  }
  return { rules: [...drafts.values()].map((draft) => ruleOf(draft, existing)), errors }
}

interface SheetRule {
  type: RuleType
  key: string
  version: number
  description: string
  labels: string
  /** By path. */
  fields: Map<string, RuleField>
}

type Say = (column: SheetColumn, message: string) => void

const whole = (message: string): SheetError => ({ row: 0, column: '', message })

/** Texts that spreadsheets took for formulas were saved with an apostrophe before them. */
const cell = (row: SheetRow, column: SheetColumn): string =>
  (row[column] ?? '').trim().replace(/^'(?=[=+\-@\t\r])/, '')

function nameOf(row: SheetRow, say: Say): Pick<SheetRule, 'type' | 'key' | 'version'> | null {
  const type = RULE_TYPES.find((one) => one === cell(row, 'Event Type').toUpperCase())
  if (type === undefined) {
    say('Event Type', `One of ${RULE_TYPES.join(', ')}.`)
    return null
  }
  // Spaces at its ends are part of a name: it compares exactly.
  const named = type === 'TRACK' || type === 'PAGE' || type === 'SCREEN'
  const key = named ? (row['Event Name'] ?? '').replace(/^'(?=[=+\-@\t\r])/, '') : ''
  if (named && key === '') {
    say('Event Name', `A ${type} rule needs a name.`)
    return null
  }
  const version = cell(row, 'Event Version') || '1'
  if (!/^\d{1,9}$/.test(version)) {
    say('Event Version', 'A whole number.')
    return null
  }
  return { type, key, version: Number(version) }
}

function fieldOf(row: SheetRow, say: Say): RuleField | null {
  const path = cell(row, 'Property Path')
  if (path === '') return null
  if (path.split('.').some((key) => key === '')) {
    say('Property Path', 'Names with dots between them, and nothing empty.')
    return null
  }
  const status = cell(row, 'Status').toLowerCase()
  if (!['', 'required', 'optional'].includes(status)) say('Status', '"required" or "optional".')
  return {
    path,
    types: kindsOf(cell(row, 'Data Types'), say),
    description: cell(row, 'Property Description'),
    required: status === 'required',
    pattern: cell(row, 'Allowed Property Values'),
    values: valuesOf(cell(row, 'Enum Values'), say),
    rest: {},
  }
}

function kindsOf(text: string, say: Say): FieldKind[] {
  const names = text
    .toLowerCase()
    .split('|')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'any')
  const unknown = names.find((name) => !FIELD_KINDS.some((kind) => kind === name))
  if (unknown !== undefined) {
    say('Data Types', `"${unknown}" is none of any, ${FIELD_KINDS.join(', ')}.`)
  }
  return FIELD_KINDS.filter((kind) => names.includes(kind))
}

function valuesOf(text: string, say: Say): unknown[] | null {
  if (text === '') return null
  try {
    const values: unknown = JSON.parse(text)
    if (Array.isArray(values) && values.length > 0) return values
  } catch {
    // Said below.
  }
  say('Enum Values', 'A list in JSON, for example ["small","large"].')
  return null
}

function ruleOf(draft: SheetRule, existing: ReadonlyMap<string, RuleContent>): RuleContent {
  const { type, key, version, description, labels, fields } = draft
  const old = existing.get(ruleId(draft))?.jsonSchema
  const known = new Map(old ? fieldsOfRule(old, type).map((field) => [field.path, field.rest]) : [])
  const { description: oldDescription, labels: oldLabels, ...base } = old ?? EMPTY_RULE
  const jsonSchema: JsonSchema = {
    ...base,
    ...(description !== '' && { description }),
    ...(labels !== '' && { labels: labelsOf(labels) }),
  }
  const kept = [...fields.values()].map((field) => ({
    ...field,
    rest: known.get(field.path) ?? {},
  }))
  return { type, key, version, jsonSchema: ruleWithFields(jsonSchema, type, kept) }
}

/** What a rule is before it says anything. */
export const EMPTY_RULE: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
}

const labelsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(';')
      .map((label) => label.split(':'))
      .filter(([key]) => key?.trim())
      .map(([key = '', ...value]) => [key.trim(), value.join(':').trim()]),
  )
