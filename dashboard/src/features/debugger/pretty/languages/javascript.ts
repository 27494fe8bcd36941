import { isEmpty, type JsonObject } from '../../../../format/json-object.ts'
import type { Call } from '../call.ts'
import type { Language } from '../language.ts'
import {
  type Argument,
  type Dialect,
  invoke,
  isIdentifier,
  singleQuoted,
  valueArgument,
} from '../literal.ts'

export const JAVASCRIPT: Dialect = {
  indent: '  ',
  text: quoted,
  number: String,
  words: { true: 'true', false: 'false', null: 'null' },
  list: { open: '[', close: ']', pad: '', empty: '[]' },
  map: { open: '{', close: '}', pad: ' ', empty: '{}' },
  entry: (key, value) => `${isIdentifier(key) ? key : quoted(key)}: ${value}`,
  trailingComma: true,
}
/** Whichever quote needs no escape. */
function quoted(text: string): string {
  return /^[^"\\\p{Cc}\u2028\u2029]*'[^"\\\p{Cc}\u2028\u2029]*$/u.test(text)
    ? `"${text}"`
    : singleQuoted(text)
}

/** A comma after the last argument would be one too many for a reader's eye. */
const CALLS = { ...JAVASCRIPT, trailingComma: false }

/** Analytics.js in a browser. */
export const javascript: Language = {
  name: 'JavaScript',
  side: 'client',
  print: (call) => {
    const args = [...argumentsOf(call), ...optional(call.data, optionsOf(call))]
    return invoke(`analytics.${call.type}`, args, CALLS)
  },
}

/** Apps have screens with a name and no category before it. */
export const reactNative: Language = {
  name: 'React Native',
  side: 'client',
  print: (call) => {
    if (call.type !== 'screen') return javascript.print(call, { origin: '', writeKey: '' })
    const args = [text(call.name ?? ''), ...optional(call.data, {})]
    return invoke('analytics.screen', args, CALLS)
  },
}

const text = JAVASCRIPT.text

function argumentsOf(call: Call): string[] {
  switch (call.type) {
    case 'track':
      return [text(call.name ?? '')]
    case 'identify':
      return given(call.userId)
    case 'group':
      return given(call.groupId)
    case 'alias':
      return [...given(call.userId), ...given(call.previousId)]
    case 'page':
    case 'screen':
      // A category alone would be taken for the name.
      return call.category === undefined
        ? given(call.name)
        : [text(call.category), text(call.name ?? '')]
    default:
      return call.type satisfies never
  }
}

const given = (value: string | undefined): string[] => (value === undefined ? [] : [text(value)])

function optionsOf({ context, integrations, timestamp }: Call): JsonObject {
  return {
    ...(!isEmpty(integrations) && { integrations }),
    ...(!isEmpty(context) && { context }),
    ...(timestamp !== undefined && { timestamp }),
  }
}

/** What comes last may be left out, but not what stands before something. */
function optional(data: JsonObject, options: JsonObject): Argument[] {
  const args = isEmpty(options) ? (isEmpty(data) ? [] : [data]) : [data, options]
  return args.map((arg) => valueArgument(arg, JAVASCRIPT))
}
