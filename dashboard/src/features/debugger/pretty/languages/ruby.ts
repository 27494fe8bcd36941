import type { Language } from '../language.ts'
import { type Dialect, invoke, literal } from '../literal.ts'
import { namedFields, SNAKE_NAMES } from './named-fields.ts'

const RUBY: Dialect = {
  indent: '  ',
  text: rubyString,
  number: String,
  words: { true: 'true', false: 'false', null: 'nil' },
  list: { open: '[', close: ']', pad: '', empty: '[]' },
  map: { open: '{', close: '}', pad: ' ', empty: '{}' },
  entry: (key, value) => `${symbol(key)}: ${value}`,
  trailingComma: false,
}

/** analytics-ruby: keywords. */
export const ruby: Language = {
  name: 'Ruby',
  side: 'server',
  print: (call) => {
    const args = Object.entries(namedFields(call, SNAKE_NAMES)).map(([key, value]) => {
      const code = literal(value, RUBY)
      return `${key}: ${key === 'timestamp' ? `Time.parse(${code})` : code}`
    })
    return invoke(`analytics.${call.type}`, args, RUBY)
  },
}

const symbol = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? key : rubyString(key))

/** Single quotes take everything as it stands; line breaks and the like need double ones. */
function rubyString(text: string): string {
  if (!/[\p{Cc}]/u.test(text)) return `'${text.replace(/[\\']/g, '\\$&')}'`
  return JSON.stringify(text).replace(/#(?=[{$@])/g, '\\#')
}
