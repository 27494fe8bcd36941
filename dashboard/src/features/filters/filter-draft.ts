import { parseFql } from '../../../../worker/domain/fql/parse.ts'
import type {
  DestinationFilterAnswer,
  FilterAction,
  FilterContent,
} from '../../api/destination-filters.ts'
import { joinPath, type ObjectKeys, readFields, splitPath, writeFields } from './field-selection.ts'
import { type ActionType, toPercent } from './filter-words.ts'

/** An action as its form has it. */
export type ActionDraft = { id: number } & (
  | { type: 'DROP' }
  | {
      type: 'SAMPLE'
      /** As typed, of 100. */
      percent: string
      /** Field that decides; empty for each event by itself. */
      path: readonly string[]
    }
  | { type: 'DROP_PROPERTIES' | 'ALLOW_PROPERTIES'; objects: readonly ObjectKeys[] }
)

export interface FilterDraft {
  title: string
  description: string
  if: string
  actions: readonly ActionDraft[]
  enabled: boolean
}

let lastId = 0

export function newAction(type: ActionType): ActionDraft {
  lastId += 1
  const id = lastId
  switch (type) {
    case 'DROP':
      return { id, type }
    case 'SAMPLE':
      return { id, type, percent: '10', path: [] }
    default:
      return { id, type, objects: [] }
  }
}

export const EMPTY_DRAFT: FilterDraft = {
  title: '',
  description: '',
  if: '',
  actions: [],
  enabled: true,
}

export const draftOf = (filter: DestinationFilterAnswer): FilterDraft => ({
  title: filter.title,
  description: filter.description ?? '',
  if: filter.if,
  actions: filter.actions.map(toDraft),
  enabled: filter.enabled,
})

function toDraft(action: FilterAction): ActionDraft {
  lastId += 1
  const id = lastId
  switch (action.type) {
    case 'DROP':
      return { id, type: 'DROP' }
    case 'SAMPLE':
      return {
        id,
        type: 'SAMPLE',
        percent: String(toPercent(action.percent)),
        path: splitPath(action.path ?? ''),
      }
    default:
      return { id, type: action.type, objects: readFields(action.fields) }
  }
}

const toAction = (draft: ActionDraft): FilterAction => {
  switch (draft.type) {
    case 'DROP':
      return { type: 'DROP' }
    case 'SAMPLE':
      return {
        type: 'SAMPLE',
        percent: Number((Number(draft.percent) / 100).toFixed(8)),
        ...(draft.path.length > 0 && { path: joinPath(draft.path) }),
      }
    default:
      return { type: draft.type, fields: writeFields(draft.objects) }
  }
}

/** What is still wrong with an action, for a person. */
export function problemOfAction(draft: ActionDraft): string | undefined {
  if (draft.type === 'SAMPLE') {
    const percent = Number(draft.percent)
    const isShare = draft.percent.trim() !== '' && percent >= 0 && percent <= 100
    return isShare ? undefined : 'Enter a number from 0 to 100.'
  }
  if (draft.type === 'DROP') return undefined
  if (draft.objects.length === 0) return 'Choose at least one field.'
  const isIdle = draft.type === 'DROP_PROPERTIES' && draft.objects.every(({ keys }) => !keys.length)
  return isIdle ? 'Choose at least one field.' : undefined
}

/** The part that decides what happens to events; null while it cannot be tried. */
export function ruleOf(draft: FilterDraft): Pick<FilterContent, 'if' | 'actions'> | null {
  if (!parseFql(draft.if).ok || draft.actions.length === 0) return null
  if (draft.actions.some((action) => problemOfAction(action) !== undefined)) return null
  return { if: draft.if, actions: draft.actions.map(toAction) }
}

/** All of it; null while something is missing. */
export function contentOf(draft: FilterDraft): FilterContent | null {
  const rule = ruleOf(draft)
  const title = draft.title.trim()
  if (rule === null || title === '') return null
  const description = draft.description.trim()
  return {
    ...rule,
    title,
    description: description === '' ? null : description,
    enabled: draft.enabled,
  }
}
