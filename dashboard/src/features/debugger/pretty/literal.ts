import { isObject } from '../../../format/json-object.ts'

export interface Brackets {
  open: string
  close: string
  /** Between a bracket and what is on the same line. */
  pad: '' | ' '
  /** The whole, when there is nothing in it. */
  empty: string
}

/** How a language writes values. */
export interface Dialect {
  indent: string
  text: (value: string) => string
  number: (value: number) => string
  words: { true: string; false: string; null: string }
  list: Brackets
  map: Brackets
  entry: (key: string, value: string) => string
  /** A comma after the last line, where the language wants or likes it. */
  trailingComma: boolean
}

/** Longer ones go on several lines. */
export const LINE_LENGTH = 72

/**
 * A JSON value as the language's own literal; its lines after the first are indented relative to it.
 * @param width What fits on a line; 0 puts the parts on lines of their own, whatever their length.
 */
export function literal(value: unknown, dialect: Dialect, width = LINE_LENGTH): string {
  if (typeof value === 'string') return dialect.text(value)
  if (typeof value === 'number') return dialect.number(value)
  if (typeof value === 'boolean') return dialect.words[value ? 'true' : 'false']
  const inner = (width || LINE_LENGTH) - dialect.indent.length
  if (Array.isArray(value)) {
    const items = value.map((item) => literal(item, dialect, inner))
    return bracketed(items, dialect.list, dialect, width)
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, item]) =>
      dialect.entry(key, literal(item, dialect, inner - key.length - 4)),
    )
    return bracketed(entries, dialect.map, dialect, width)
  }
  return dialect.words.null
}

function bracketed(parts: string[], brackets: Brackets, dialect: Dialect, width: number): string {
  const { open, close, pad, empty } = brackets
  if (parts.length === 0) return empty
  const line = `${open}${pad}${parts.join(', ')}${pad}${close}`
  if (line.length <= width && !line.includes('\n')) return line
  return onLines(open, parts, close, dialect)
}

/** One part a line, between brackets. */
export function onLines(
  open: string,
  parts: readonly string[],
  close: string,
  { indent, trailingComma }: Pick<Dialect, 'indent' | 'trailingComma'>,
): string {
  const lines = parts.map((part) => indented(part, indent)).join(',\n')
  return `${open}\n${lines}${trailingComma ? ',' : ''}\n${close}`
}

/** No literal has a line break inside of a string, so that every line may be moved. */
export const indented = (code: string, indent: string): string =>
  `${indent}${code.replaceAll('\n', `\n${indent}`)}`

/** An argument as code, or one that is written to fit into a width, as `literal` does. */
export type Argument = string | ((width: number) => string)

/** A value as an argument: when it is the last one, its lines stand right behind the others. */
export const valueArgument =
  (value: unknown, dialect: Dialect): Argument =>
  (width) =>
    literal(value, dialect, width)

/**
 * A function with its arguments: on one line, or with the last argument's lines right behind the others, or
 * each argument on lines of its own.
 */
export function invoke(
  head: string,
  args: readonly Argument[],
  dialect: Pick<Dialect, 'indent' | 'trailingComma'>,
): string {
  const written = args.map((arg) => (typeof arg === 'string' ? arg : arg(LINE_LENGTH)))
  const line = `${head}(${written.join(', ')})`
  if (line.length <= LINE_LENGTH && !line.includes('\n')) return line
  const before = [`${head}(`, ...written.slice(0, -1).map((arg) => `${arg}, `)].join('')
  const last = args.at(-1)
  const behind = `${before}${typeof last === 'function' ? last(0) : (last ?? '')})`
  const [firstLine = ''] = behind.split('\n')
  if (!before.includes('\n') && behind.includes('\n') && firstLine.length <= LINE_LENGTH) {
    return behind
  }
  return onLines(`${head}(`, written, ')', dialect)
}

const CONTROL: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Between single quotes, with the escapes that JavaScript and Dart know. */
export const singleQuoted = (text: string): string =>
  `'${text
    .replace(/[\\']/g, '\\$&')
    .replace(/[\n\r\t]/g, (char) => CONTROL[char] ?? '')
    .replace(/[\p{Cc}\u2028\u2029]/gu, (char) => `\\u${hex4(char)}`)}'`

/** Between double quotes as JSON has it; most languages read that. `$` begins a variable in some. */
export const doubleQuoted = (text: string, escapeDollar = false): string => {
  const json = JSON.stringify(text)
  return escapeDollar ? json.replaceAll('$', '\\$') : json
}

const hex4 = (char: string): string => char.charCodeAt(0).toString(16).padStart(4, '0')

export const isIdentifier = (key: string): boolean => /^[A-Za-z_$][\w$]*$/.test(key)
