import type { FilterAction, PreviewedEvent } from '../../api/destination-filters.ts'
import type { BadgeTone } from '../../components/ui/badge.tsx'
import { readFields } from './field-selection.ts'

export type ActionType = FilterAction['type']

/** In the order in which they are applied. */
export const ACTIONS: Record<ActionType, { name: string; text: string }> = {
  SAMPLE: { name: 'Sample', text: 'Sends a share of the events, and keeps the others away.' },
  DROP: { name: 'Drop', text: 'Keeps the events away.' },
  DROP_PROPERTIES: { name: 'Drop properties', text: 'Takes fields out of the events.' },
  ALLOW_PROPERTIES: {
    name: 'Allow properties',
    text: 'Takes everything but these fields out of the objects they are in.',
  },
}
export const ACTION_TYPES = Object.keys(ACTIONS).filter((type): type is ActionType =>
  Object.hasOwn(ACTIONS, type),
)

/** "Sends 25 % of the events", "Drops properties.email and traits.email": for a list of filters. */
export function describeAction(action: FilterAction): string {
  switch (action.type) {
    case 'DROP':
      return 'Drops the event'
    case 'SAMPLE':
      return `Sends ${percentOf(action.percent)}${action.path ? ` by ${action.path}` : ''}`
    case 'DROP_PROPERTIES':
      return `Drops ${listOf(namesOf(action.fields))}`
    case 'ALLOW_PROPERTIES':
      return readFields(action.fields)
        .map(({ object, keys }) => {
          const where = object.length === 0 ? 'the event' : object.join('.')
          return `Allows ${keys.length === 0 ? 'nothing' : listOf(keys)} of ${where}`
        })
        .join('; ')
  }
}

const namesOf = (fields: Readonly<Record<string, readonly string[]>>): string[] =>
  readFields(fields).flatMap(({ object, keys }) => keys.map((key) => [...object, key].join('.')))

/** "0.5 %" and not "0.50 %". */
export const percentOf = (share: number): string => `${toPercent(share)} %`

/** Without what binary fractions add. */
export const toPercent = (share: number): number => Number((share * 100).toFixed(6))

const MAX_NAMED = 3

/** "a, b and c", "a, b, c and 4 more". */
export function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'nothing'
  const named = names.slice(0, names.length === MAX_NAMED + 1 ? names.length : MAX_NAMED)
  const others = names.length - named.length
  const parts = others === 0 ? named : [...named, `${others} more`]
  return parts.length === 1
    ? parts.join('')
    : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`
}

export const RESULTS: Record<PreviewedEvent['result'], { word: string; tone: BadgeTone }> = {
  drop: { word: 'Dropped', tone: 'destructive' },
  change: { word: 'Changed', tone: 'info' },
  pass: { word: 'Unchanged', tone: 'neutral' },
}

const WHYS: Readonly<Record<string, string>> = {
  sampled: 'It is not in the sample.',
  dropped: 'It fits the condition, and the filter drops what fits.',
  too_expensive:
    'The condition takes too long for this event. What cannot be decided is not sent: make it simpler.',
  invalid_fql: 'The condition cannot be read. What cannot be decided is not sent.',
}
export const explainDrop = (why: string | undefined): string =>
  WHYS[why ?? 'dropped'] ?? 'The filter keeps it away.'
