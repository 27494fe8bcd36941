import type { ActionDetail, ActionField } from '../../api/catalog-details.ts'
import type { MappingAnswer, MappingChange } from '../../api/mappings.ts'
import { SYNC_MODE } from './model/field-rules.ts'
import type { MappedFields } from './model/mapped-value.ts'
import { readMapping } from './model/read-value.ts'
import { writeMapping } from './model/write-value.ts'

/** A mapping while it is edited. */
export interface MappingDraft {
  name: string
  /** FQL; also while it is none yet. */
  trigger: string
  fields: MappedFields
  /** Typed as JSON and none yet; `fields` are older than it, so nothing may be saved while it is there. */
  unread?: UnreadText | undefined
}

export interface UnreadText {
  text: string
  problem: string
}

export const draftOfMapping = ({ name, trigger, settings }: MappingAnswer): MappingDraft => ({
  name,
  trigger,
  fields: readMapping(settings),
})

/** What differs from what is stored; null when nothing does. */
export function changeOf(draft: MappingDraft, mapping: MappingAnswer): MappingChange | null {
  const settings = writeMapping(draft.fields)
  const name = draft.name.trim()
  const change: MappingChange = {
    ...(name !== mapping.name && { name }),
    ...(draft.trigger !== mapping.trigger && { trigger: draft.trigger }),
    ...(isOther(settings, mapping.settings) && { settings }),
  }
  return Object.keys(change).length === 0 ? null : change
}

/** Why the draft cannot be saved as it is; its trigger is judged by the caller. */
export const problemOfText = ({ unread }: MappingDraft): string | undefined =>
  unread && `The JSON cannot be read, so the mapping cannot be saved. ${unread.problem}`

/** The order of keys says nothing. */
const isOther = (a: unknown, b: unknown): boolean => stable(a) !== stable(b)

const stable = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

/** Keys of the mapping that the action does not know: kept, and shown as what they are. */
export function unknownKeys(fields: MappedFields, action: ActionDetail | undefined): string[] {
  const known = new Set([
    SYNC_MODE,
    '__segment_internal_matching_key',
    ...(action?.fields ?? []).map(({ key }) => key),
    ...(action?.hooks ?? []).map(({ name }) => name),
    'enable_batching',
    'batch_size',
    'batch_bytes',
    'batch_keys',
  ])
  return Object.keys(fields).filter((key) => !known.has(key))
}

/** What a field without a description of its own is. */
export const plainField = (key: string): ActionField => ({
  key,
  label: key,
  description: '',
  type: 'string',
  required: false,
  multiple: false,
  dynamic: false,
  allowNull: true,
  additionalProperties: true,
  hidden: false,
  readOnly: false,
  collapsed: false,
})

/** The mapping as text, or what is wrong with a text that should be one. */
export function parseMappingText(text: string): { fields: MappedFields } | { problem: string } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { problem: 'A mapping is one JSON object: field keys with their values.' }
    }
    return { fields: readMapping(value as Record<string, unknown>) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'This is not JSON.' }
  }
}
