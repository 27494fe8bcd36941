import { isEmpty, type JsonObject } from '../../../../format/json-object.ts'
import type { Call } from '../call.ts'
import type { Language } from '../language.ts'
import { type Dialect, doubleQuoted, indented, literal } from '../literal.ts'

const GO: Dialect = {
  indent: '\t',
  text: (text) => doubleQuoted(text),
  number: String,
  words: { true: 'true', false: 'false', null: 'nil' },
  list: { open: '[]interface{}{', close: '}', pad: '', empty: '[]interface{}{}' },
  map: { open: 'map[string]interface{}{', close: '}', pad: '', empty: 'map[string]interface{}{}' },
  entry: (key, value) => `${doubleQuoted(key)}: ${value}`,
  trailingComma: true,
}

/** analytics-go: one struct a call, put in the queue. */
export const go: Language = {
  name: 'Go',
  side: 'server',
  print: (call) => {
    const fields = fieldsOf(call)
    const longest = Math.max(...fields.map(([name]) => name.length))
    const lines = fields.map(([name, value]) =>
      indented(`${`${name}:`.padEnd(longest + 1)} ${value},`, GO.indent),
    )
    const kind = `analytics.${call.type.charAt(0).toUpperCase()}${call.type.slice(1)}`
    return `client.Enqueue(${kind}{\n${lines.join('\n')}\n})`
  },
}

function fieldsOf(call: Call): [string, string][] {
  const { type, data, context, integrations, timestamp } = call
  const fields: [string, string][] = []
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined) fields.push([name, GO.text(value)])
  }
  if (type === 'alias') put('PreviousId', call.previousId)
  put('UserId', call.userId)
  if (type !== 'alias') put('AnonymousId', call.anonymousId)
  if (type === 'group') put('GroupId', call.groupId)
  if (type === 'track') put('Event', call.name)
  if (type === 'page' || type === 'screen') put('Name', call.name)
  if (!isEmpty(data)) {
    const isTraits = type === 'identify' || type === 'group'
    const name = isTraits ? 'Traits' : 'Properties'
    fields.push([name, setters(`analytics.New${name}()`, data)])
  }
  if (!isEmpty(context)) {
    fields.push(['Context', `&analytics.Context{Extra: ${literal(context, GO)}}`])
  }
  if (!isEmpty(integrations)) {
    const map = literal(integrations, GO).replace('map[string]interface{}', '')
    fields.push(['Integrations', `analytics.Integrations${map}`])
  }
  if (timestamp !== undefined) {
    const [year, month, day, hour, minute, second] = timestamp.split(/[-T:.Z]/).map(Number)
    const parts = [year, month, day, hour, minute, second].join(', ')
    fields.push(['Timestamp', `time.Date(${parts}, 0, time.UTC)`])
  }
  return fields
}

function setters(head: string, data: JsonObject): string {
  const calls = Object.entries(data).map(
    ([key, value]) => `Set(${doubleQuoted(key)}, ${literal(value, GO)})`,
  )
  if (calls.length === 1) return `${head}.${calls[0]}`
  return `${head}.\n${calls.map((call) => indented(call, GO.indent)).join('.\n')}`
}
