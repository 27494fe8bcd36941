import type { Language } from '../language.ts'
import { type Dialect, doubleQuoted, literal } from '../literal.ts'
import { namedFields } from './named-fields.ts'

const PHP: Dialect = {
  indent: '    ',
  text: phpString,
  number: String,
  words: { true: 'true', false: 'false', null: 'null' },
  list: { open: '[', close: ']', pad: '', empty: '[]' },
  map: { open: '[', close: ']', pad: '', empty: '[]' },
  entry: (key, value) => `${phpString(key)} => ${value}`,
  trailingComma: true,
}

/** analytics-php: one array a call. */
export const php: Language = {
  name: 'PHP',
  side: 'server',
  print: (call) => `Segment::${call.type}(${literal(namedFields(call), PHP)});`,
}

/** Between single quotes nothing but the quote and the backslash is special. */
function phpString(text: string): string {
  if (!/[\p{Cc}]/u.test(text)) return `'${text.replace(/[\\']/g, '\\$&')}'`
  return doubleQuoted(text, true).replace(/\\u([0-9a-f]{4})/g, '\\u{$1}')
}
