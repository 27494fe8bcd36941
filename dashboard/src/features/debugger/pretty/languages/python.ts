import { isEmpty } from '../../../../format/json-object.ts'
import type { Language } from '../language.ts'
import {
  type Argument,
  type Dialect,
  doubleQuoted,
  invoke,
  literal,
  valueArgument,
} from '../literal.ts'
import { namedFields, SNAKE_NAMES } from './named-fields.ts'

const PYTHON: Dialect = {
  indent: '    ',
  text: (text) => doubleQuoted(text),
  number: String,
  words: { true: 'True', false: 'False', null: 'None' },
  list: { open: '[', close: ']', pad: '', empty: '[]' },
  map: { open: '{', close: '}', pad: '', empty: '{}' },
  entry: (key, value) => `${doubleQuoted(key)}: ${value}`,
  trailingComma: true,
}

/** segment-analytics-python: the user first, then what was done; the rest by name. */
export const python: Language = {
  name: 'Python',
  side: 'server',
  print: (call) => {
    const { type, userId, name, groupId, previousId, data } = call
    const fields = namedFields(call, SNAKE_NAMES)
    const first: Argument[] = []
    const take = (key: string, value: string | undefined) => {
      if (value === undefined) return
      first.push(PYTHON.text(value))
      delete fields[key]
    }
    if (type === 'alias') {
      // Positions are safe only when both are there.
      if (previousId !== undefined && userId !== undefined) {
        take('previous_id', previousId)
        take('user_id', userId)
      }
    } else if (userId !== undefined) {
      take('user_id', userId)
      if (type === 'track') take('event', name)
      if (type === 'group') take('group_id', groupId)
      if (type !== 'page' && type !== 'screen' && !isEmpty(data)) {
        first.push(valueArgument(data, PYTHON))
        delete fields.properties
        delete fields.traits
      }
    }
    const named = Object.entries(fields).map(
      ([key, value]) =>
        `${key}=${key === 'timestamp' ? `datetime.fromisoformat(${literal(value, PYTHON)})` : literal(value, PYTHON)}`,
    )
    return invoke(`analytics.${type}`, [...first, ...named], PYTHON)
  },
}
