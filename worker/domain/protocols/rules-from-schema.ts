import type { FieldType } from '../schema/kinds.ts'
import type { RuleContent } from './plan-draft.ts'
import { EMPTY_RULE } from './plan-sheet.ts'
import { FIELD_KINDS, type RuleField, ruleWithFields } from './rule-fields.ts'
import type { RuleType } from './tracking-plan.ts'

/** What a source was seen to send under one name. */
export interface SeenEvent {
  name: string
  fields: readonly { path: string; types: readonly FieldType[] }[]
}

/**
 * A rule that everything seen so far keeps to. Nothing is required: what was in every event so far may
 * be missing from the next one for good reason, and only people know.
 */
export function ruleFromSchema(type: RuleType, { name, fields }: SeenEvent): RuleContent {
  const listed = [...fields]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(
      ({ path, types }): RuleField => ({
        path,
        types: kindsOf(types),
        description: '',
        required: false,
        pattern: '',
        values: null,
        rest: {},
      }),
    )
  return {
    type,
    key: type === 'TRACK' ? name : '',
    version: 1,
    jsonSchema: ruleWithFields(EMPTY_RULE, type, listed),
  }
}

function kindsOf(types: readonly FieldType[]): RuleField['types'] {
  return FIELD_KINDS.filter((kind) => {
    if (!types.includes(kind)) return false
    // A number without a fraction is a number, and any string is more than a date.
    if (kind === 'integer') return !types.includes('number')
    return kind !== 'date-time' || !types.includes('string')
  })
}

/** Types seen by several sources under one name, together. */
export function mergeSeen(events: readonly SeenEvent[]): SeenEvent[] {
  const found = new Map<string, Map<string, Set<FieldType>>>()
  for (const { name, fields } of events) {
    const known = found.get(name) ?? new Map<string, Set<FieldType>>()
    found.set(name, known)
    for (const { path, types } of fields) {
      known.set(path, new Set([...(known.get(path) ?? []), ...types]))
    }
  }
  return [...found].map(([name, fields]) => ({
    name,
    fields: [...fields].map(([path, types]) => ({ path, types: [...types] })),
  }))
}
