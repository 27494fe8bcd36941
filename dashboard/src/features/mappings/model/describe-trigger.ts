import {
  type Condition,
  type ConditionGroup,
  readConditions,
} from '../../../components/fql-editor/conditions.ts'
import { OPERATORS } from '../../../components/fql-editor/operators.ts'
import { pathOf } from '../../../components/source-fields/source-fields.ts'

/** A trigger in words; null for one that only its own language can say. */
export function describeTrigger(fql: string): string | null {
  if (fql.trim() === '') return 'No event: there is no trigger yet'
  const conditions = readConditions(fql)
  if (conditions === null) return null
  const { fit, items } = conditions
  if (fit === 'every') return 'Every event'
  if (fit === 'none' || fit === 'not_all') return null
  const types = items.map(typeOf)
  if (fit === 'any' && types.every((type) => type !== null)) {
    return `Every ${listOf(types.flat(), 'or')} call`
  }
  const [first, ...rest] = types
  if (
    fit === 'all' &&
    first !== null &&
    first !== undefined &&
    rest.every((type) => type === null)
  ) {
    const others = items.slice(1)
    const calls = listOf(first, 'or')
    return others.length === 0
      ? `Every ${calls} call`
      : `${upperFirst(calls)} calls whose ${others.map(wordsOf).join(' and ')}`
  }
  return `Events whose ${items.map(wordsOf).join(fit === 'any' ? ' or ' : ' and ')}`
}

/** The call types that a condition asks for; null when it asks for something else. */
function typeOf(item: Condition | ConditionGroup): string[] | null {
  if (item.kind === 'group') {
    const types = item.items.map(typeOf)
    return item.join === 'or' && types.every((type) => type !== null) ? types.flat() : null
  }
  if (item.keys.length !== 1 || item.keys[0] !== 'type') return null
  if (item.operator === 'text_is') return [item.value]
  return item.operator === 'one_of' ? item.value.split('\n') : null
}

function wordsOf(item: Condition | ConditionGroup): string {
  if (item.kind === 'group') {
    const joined = item.items.map(wordsOf).join(item.join === 'and' ? ' and ' : ' or ')
    return item.items.length > 1 ? `(${joined})` : joined
  }
  const { label, value: kind } = OPERATORS[item.operator]
  const name = NAMES[pathOf(item.keys)] ?? pathOf(item.keys)
  if (kind === 'none') return `${name} ${label}`
  if (kind === 'list') return `${name} ${label} ${listOf(item.value.split('\n').map(quoted), 'or')}`
  return `${name} ${label} ${kind === 'number' ? item.value : quoted(item.value)}`
}

const NAMES: Readonly<Record<string, string>> = {
  event: 'event name',
  name: 'name',
  userId: 'user id',
  type: 'type',
}

const quoted = (text: string): string => `“${text}”`
const upperFirst = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

function listOf(words: readonly string[], last: string): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
