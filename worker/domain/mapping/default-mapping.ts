import type { ActionDetail, ActionField } from '../catalog/destination-detail.ts'

/** Key under which a mapping keeps its sync mode. */
export const SYNC_MODE_KEY = '__segment_internal_sync_mode'

/** What a new mapping of an action starts with: its fields' defaults, and the sync mode's. */
export function defaultMapping(action: ActionDetail): Record<string, unknown> {
  const mapping: Record<string, unknown> = {}
  for (const field of action.fields) {
    const value = defaultOf(field)
    if (value !== undefined) mapping[field.key] = value
  }
  if (action.syncMode !== undefined) mapping[SYNC_MODE_KEY] = action.syncMode.default
  return mapping
}

const defaultOf = ({ default: value }: ActionField): unknown =>
  value === undefined ? undefined : structuredClone(value)
