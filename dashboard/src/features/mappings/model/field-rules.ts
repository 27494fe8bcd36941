import type {
  ActionField,
  FieldConditions,
} from '../../../../../worker/domain/catalog/destination-detail.ts'
import type { MappedFields, MappedValue } from './mapped-value.ts'
import { writeValue } from './write-value.ts'

/** Keys of a mapping that are no fields of its action. */
export const SYNC_MODE = '__segment_internal_sync_mode'
export const ENABLE_BATCHING = 'enable_batching'
export const BATCH_SIZE = 'batch_size'
export const BATCH_BYTES = 'batch_bytes'
export const BATCH_KEYS = 'batch_keys'

/** Shown as options of the delivery, not among what is sent. */
export const DELIVERY_KEYS: ReadonlySet<string> = new Set([
  ENABLE_BATCHING,
  BATCH_SIZE,
  BATCH_BYTES,
  BATCH_KEYS,
])

/** Whether a field has to be given, as things stand in the mapping. */
export const isRequired = ({ required }: ActionField, fields: MappedFields): boolean =>
  typeof required === 'boolean' ? required : holds(required, fields)

/** Whether it applies at all: some depend on what others say. */
export const isShown = ({ dependsOn }: ActionField, fields: MappedFields): boolean =>
  dependsOn === undefined || dependsOn.conditions.length === 0 || holds(dependsOn, fields)

function holds({ match, conditions }: FieldConditions, fields: MappedFields): boolean {
  const holdsFor = (condition: FieldConditions['conditions'][number]): boolean => {
    const key = condition.type === 'syncMode' ? SYNC_MODE : (condition.fieldKey ?? '')
    const wanted = condition.value
    const isIt =
      wanted === undefined || wanted === null
        ? isMissing(fields, key)
        : isOneOf(fields, key, wanted)
    return condition.operator === 'is' ? isIt : !isIt
  }
  return match === 'any' ? conditions.some(holdsFor) : conditions.every(holdsFor)
}

/** A dotted key leads into an object. */
function lookUp(fields: MappedFields, key: string): MappedValue | undefined {
  const [first = '', ...rest] = Object.hasOwn(fields, key) ? [key] : key.split('.')
  let value = Object.hasOwn(fields, first) ? fields[first] : undefined
  for (const part of rest) {
    value =
      value?.kind === 'object'
        ? value.entries.find((entry) => entry.key === part)?.value
        : undefined
  }
  return value
}

function isMissing(fields: MappedFields, key: string): boolean {
  const value = lookUp(fields, key)
  return value === undefined || isEmptyValue(value)
}

/** Nothing is given, or nothing that would be sent. */
export const isEmptyValue = (value: MappedValue): boolean =>
  value.kind === 'unset' ||
  value.kind === 'null' ||
  (value.kind === 'static' && value.value === '') ||
  (value.kind === 'path' && value.path === '') ||
  (value.kind === 'template' && value.text === '') ||
  (value.kind === 'liquid' && value.text === '') ||
  (value.kind === 'list' && value.items.length === 0) ||
  (value.kind === 'object' && value.entries.every((entry) => isEmptyValue(entry.value)))

function isOneOf(fields: MappedFields, key: string, wanted: unknown): boolean {
  const value = lookUp(fields, key)
  const found = value === undefined ? undefined : writeValue(value)
  const options: unknown[] = Array.isArray(wanted) ? wanted : [wanted]
  return options.some((option) => JSON.stringify(option) === JSON.stringify(found))
}

/** Keys of the fields that have to be given and are not. */
export const missingFields = (
  actionFields: readonly ActionField[],
  fields: MappedFields,
): ActionField[] =>
  actionFields.filter(
    (field) =>
      isShown(field, fields) &&
      isRequired(field, fields) &&
      isEmptyValue(fields[field.key] ?? { kind: 'unset' }),
  )

export interface FieldGroups {
  /** Always open. */
  shown: ActionField[]
  /** By category, folded. */
  folded: { title: string; fields: ActionField[] }[]
  /** What the destination keeps for itself; seldom changed by hand. */
  hidden: ActionField[]
}

/** An action's fields in the order of the page. What does not apply now is left out. */
export function groupFields(
  actionFields: readonly ActionField[],
  fields: MappedFields,
): FieldGroups {
  const groups: FieldGroups = { shown: [], folded: [], hidden: [] }
  for (const field of actionFields) {
    if (DELIVERY_KEYS.has(field.key) || !isShown(field, fields)) continue
    if (field.hidden) groups.hidden.push(field)
    else if (field.collapsed && !isRequired(field, fields)) {
      const title = field.category || 'More fields'
      const known = groups.folded.find((group) => group.title === title)
      if (known === undefined) groups.folded.push({ title, fields: [field] })
      else known.fields.push(field)
    } else groups.shown.push(field)
  }
  return groups
}

/** What a new mapping of an action begins with. */
export const defaultsOf = (actionFields: readonly ActionField[]): Record<string, unknown> =>
  Object.fromEntries(
    actionFields
      .filter((field) => field.default !== undefined)
      .map((field) => [field.key, field.default]),
  )
