import { isEmpty, type JsonObject } from '../../../../format/json-object.ts'
import type { Call } from '../call.ts'
import type { Language } from '../language.ts'
import { type Dialect, doubleQuoted, indented, invoke, literal } from '../literal.ts'

const DOTNET: Dialect = {
  indent: '    ',
  text: (text) => doubleQuoted(text),
  number: String,
  words: { true: 'true', false: 'false', null: 'null' },
  list: { open: 'new List<object> {', close: '}', pad: ' ', empty: 'new List<object>()' },
  map: {
    open: 'new Dictionary<string, object> {',
    close: '}',
    pad: ' ',
    empty: 'new Dictionary<string, object>()',
  },
  entry: (key, value) => `{ ${doubleQuoted(key)}, ${value} }`,
  trailingComma: false,
}

/** Analytics.NET, for servers. */
export const dotnet: Language = {
  name: '.NET',
  side: 'server',
  print: (call) => {
    const method = `${call.type.charAt(0).toUpperCase()}${call.type.slice(1)}`
    const options = optionsOf(call)
    const data = dataOf(call, options !== undefined)
    const args = [...idsOf(call), ...data, ...(options === undefined ? [] : [options])]
    return `${invoke(`Analytics.Client.${method}`, args, DOTNET)};`
  },
}

const textOr = (value: string | undefined): string =>
  value === undefined ? 'null' : DOTNET.text(value)

function idsOf({ type, userId, name, category, groupId, previousId }: Call): string[] {
  switch (type) {
    case 'identify':
      return [textOr(userId)]
    case 'alias':
      return [textOr(previousId), textOr(userId)]
    case 'group':
      return [textOr(userId), textOr(groupId)]
    case 'track':
      return [textOr(userId), textOr(name)]
    case 'page':
    case 'screen':
      return [textOr(userId), textOr(name), ...(category === undefined ? [] : [textOr(category)])]
    default:
      return type satisfies never
  }
}

function dataOf({ type, data }: Call, needed: boolean): string[] {
  if (type === 'alias' || (isEmpty(data) && !needed)) return []
  return [named(type === 'identify' || type === 'group' ? 'Traits' : 'Properties', data)]
}

const named = (kind: string, data: JsonObject): string =>
  isEmpty(data)
    ? `new ${kind}()`
    : literal(data, DOTNET).replace('new Dictionary<string, object>', `new ${kind}`)

function optionsOf({ type, anonymousId, context, integrations, timestamp }: Call) {
  const steps: string[] = []
  if (anonymousId !== undefined && type !== 'alias') {
    steps.push(`.SetAnonymousId(${DOTNET.text(anonymousId)})`)
  }
  if (timestamp !== undefined) {
    steps.push(`.SetTimestamp(DateTime.Parse(${DOTNET.text(timestamp)}))`)
  }
  if (!isEmpty(context)) steps.push(`.SetContext(${named('Context', context)})`)
  for (const [name, value] of Object.entries(integrations)) {
    steps.push(`.SetIntegration(${DOTNET.text(name)}, ${literal(value, DOTNET)})`)
  }
  if (steps.length === 0) return undefined
  if (steps.length === 1) return `new Options()${steps[0]}`
  return `new Options()\n${steps.map((step) => indented(step, DOTNET.indent)).join('\n')}`
}
