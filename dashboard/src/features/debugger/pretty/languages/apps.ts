import { isEmpty, isObject, type JsonObject } from '../../../../format/json-object.ts'
import type { Call } from '../call.ts'
import type { Language } from '../language.ts'
import {
  type Argument,
  type Dialect,
  doubleQuoted,
  indented,
  invoke,
  literal,
  singleQuoted,
  valueArgument,
} from '../literal.ts'

/**
 * Libraries of apps: each keeps the ids by itself, so that a call has the name, the data and nothing else. A
 * name with its data is one argument each, called as the library calls them.
 */

const BASE: Dialect = {
  indent: '    ',
  text: (text) => doubleQuoted(text),
  number: String,
  words: { true: 'true', false: 'false', null: 'null' },
  list: { open: '[', close: ']', pad: '', empty: '[]' },
  map: { open: '[', close: ']', pad: '', empty: '[:]' },
  entry: (key, value) => `${doubleQuoted(key)}: ${value}`,
  trailingComma: false,
}

const SWIFT: Dialect = {
  ...BASE,
  text: swiftString,
  words: { ...BASE.words, null: 'NSNull()' },
  entry: (key, value) => `${swiftString(key)}: ${value}`,
}

/** Analytics-Swift. */
export const swift: Language = {
  name: 'Swift',
  side: 'client',
  print: (call) => {
    const [label, value] = swiftSubject(call)
    const args: Argument[] = value === undefined ? [] : [`${label}: ${SWIFT.text(value)}`]
    if (call.type === 'screen' && call.category !== undefined) {
      args.push(`category: ${SWIFT.text(call.category)}`)
    }
    const data = dataName(call)
    if (!isEmpty(call.data) && data !== '') args.push(labelled(data, call.data, SWIFT))
    return invoke(`analytics.${call.type}`, args, SWIFT)
  },
}

function swiftSubject(call: Call): [string, string | undefined] {
  switch (call.type) {
    case 'track':
      return ['name', call.name]
    case 'identify':
      return ['userId', call.userId]
    case 'group':
      return ['groupId', call.groupId]
    case 'alias':
      return ['newId', call.userId]
    default:
      return ['title', call.name]
  }
}

function swiftString(text: string): string {
  return doubleQuoted(text).replace(/\\u([0-9a-f]{4})/g, '\\u{$1}')
}

const KOTLIN: Dialect = { ...BASE, text: kotlinString }

/** Analytics-Kotlin: JSON is built with functions. */
export const kotlin: Language = {
  name: 'Kotlin',
  side: 'client',
  print: (call) => {
    const subject = subjectOf(call)
    const args = subject === undefined ? [] : [KOTLIN.text(subject)]
    if (!isEmpty(call.data)) args.push(kotlinObject('buildJsonObject', call.data))
    if (call.type === 'screen' && call.category !== undefined) {
      args.push(`category = ${KOTLIN.text(call.category)}`)
    }
    return invoke(`analytics.${call.type}`, args, KOTLIN)
  },
}

function kotlinObject(head: string, object: JsonObject): string {
  const lines = Object.entries(object).map(([key, value]) => {
    const name = KOTLIN.text(key)
    if (isObject(value)) return kotlinObject(`putJsonObject(${name})`, value)
    if (Array.isArray(value)) return kotlinList(`putJsonArray(${name})`, value)
    return `put(${name}, ${value === null ? 'JsonNull' : literal(value, KOTLIN)})`
  })
  return block(head, lines)
}

function kotlinList(head: string, list: readonly unknown[]): string {
  const lines = list.map((value) => {
    if (isObject(value)) return kotlinObject('addJsonObject', value)
    if (Array.isArray(value)) return kotlinList('addJsonArray', value)
    return `add(${value === null ? 'JsonNull' : literal(value, KOTLIN)})`
  })
  return block(head, lines)
}

function block(head: string, lines: readonly string[]): string {
  if (lines.length === 0) return `${head} {}`
  const [only] = lines
  if (lines.length === 1 && only !== undefined && !only.includes('\n')) return `${head} { ${only} }`
  return `${head} {\n${lines.map((line) => indented(line, '    ')).join('\n')}\n}`
}

function kotlinString(text: string): string {
  return doubleQuoted(text, true).replaceAll('\\f', '\\u000c')
}

const CSHARP: Dialect = {
  ...BASE,
  list: { open: 'new JsonArray {', close: '}', pad: ' ', empty: 'new JsonArray()' },
  map: { open: 'new JsonObject {', close: '}', pad: ' ', empty: 'new JsonObject()' },
  entry: (key, value) => `[${doubleQuoted(key)}] = ${value}`,
}

/** Analytics-CSharp, for Unity and apps. */
export const csharp: Language = {
  name: 'C#',
  side: 'client',
  print: (call) => {
    const subject = subjectOf(call)
    const args: Argument[] = subject === undefined ? [] : [CSHARP.text(subject)]
    if (!isEmpty(call.data)) args.push(valueArgument(call.data, CSHARP))
    const method = `${call.type.charAt(0).toUpperCase()}${call.type.slice(1)}`
    return `${invoke(`analytics.${method}`, args, CSHARP)};`
  },
}

const DART: Dialect = {
  ...BASE,
  indent: '  ',
  text: dartString,
  map: { open: '{', close: '}', pad: '', empty: '{}' },
  entry: (key, value) => `${dartString(key)}: ${value}`,
  trailingComma: true,
}

/** segment_analytics for Flutter. */
export const dart: Language = {
  name: 'Flutter',
  side: 'client',
  print: (call) => {
    const subject = subjectOf(call)
    const label = call.type === 'identify' ? 'userId: ' : ''
    const args: Argument[] = subject === undefined ? [] : [`${label}${DART.text(subject)}`]
    if (!isEmpty(call.data)) {
      const traits = { identify: 'userTraits: UserTraits', group: 'groupTraits: GroupTraits' }
      const { type } = call
      args.push(
        type === 'identify' || type === 'group'
          ? `${traits[type]}(custom: ${literal(call.data, DART)})`
          : labelled('properties', call.data, DART),
      )
    }
    return `${invoke(`analytics.${call.type}`, args, { ...DART, trailingComma: false })};`
  },
}

function dartString(text: string): string {
  return singleQuoted(text).replaceAll('$', '\\$')
}

const labelled =
  (label: string, value: unknown, dialect: Dialect): Argument =>
  (width) =>
    `${label}: ${literal(value, dialect, width)}`

function subjectOf(call: Call): string | undefined {
  switch (call.type) {
    case 'identify':
    case 'alias':
      return call.userId
    case 'group':
      return call.groupId
    default:
      return call.name
  }
}

function dataName({ type }: Call): string {
  if (type === 'alias') return ''
  return type === 'identify' || type === 'group' ? 'traits' : 'properties'
}
