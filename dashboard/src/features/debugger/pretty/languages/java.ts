import { isEmpty, isObject, type JsonObject } from '../../../../format/json-object.ts'
import type { Call } from '../call.ts'
import type { Language } from '../language.ts'
import { type Dialect, doubleQuoted, indented, literal, onLines } from '../literal.ts'

const MAX_INT = 2_147_483_647
/** `Map.of` takes so many entries, and no null. */
const MAX_OF = 10

const JAVA: Dialect = {
  indent: '    ',
  text: (text) => doubleQuoted(text),
  number: (value) =>
    Number.isInteger(value) && Math.abs(value) > MAX_INT ? `${value}L` : String(value),
  words: { true: 'true', false: 'false', null: 'null' },
  list: { open: 'List.of(', close: ')', pad: '', empty: 'List.of()' },
  map: { open: 'Map.of(', close: ')', pad: '', empty: 'Map.of()' },
  entry: (key, value) => `${doubleQuoted(key)}, ${value}`,
  trailingComma: false,
}
const ENTRIES: Dialect = {
  ...JAVA,
  map: { open: 'Map.ofEntries(', close: ')', pad: '', empty: 'Map.of()' },
  entry: (key, value) => `entry(${doubleQuoted(key)}, ${value})`,
}

/** analytics-java: a builder a call. */
export const java: Language = {
  name: 'Java',
  side: 'server',
  print: (call) => {
    const kind = `${call.type.charAt(0).toUpperCase()}${call.type.slice(1)}Message`
    const steps = stepsOf(call).map((step) => indented(step, JAVA.indent))
    return `analytics.enqueue(${[`${kind}.builder(${subjectOf(call)})`, ...steps].join('\n')});`
  },
}

function subjectOf({ type, name, groupId, previousId }: Call): string {
  if (type === 'identify') return ''
  const subject = type === 'group' ? groupId : type === 'alias' ? previousId : name
  return JAVA.text(subject ?? '')
}

function stepsOf(call: Call): string[] {
  const { type, userId, anonymousId, data, context, integrations, timestamp } = call
  const steps: string[] = []
  if (userId !== undefined) steps.push(`.userId(${JAVA.text(userId)})`)
  if (anonymousId !== undefined && type !== 'alias') {
    steps.push(`.anonymousId(${JAVA.text(anonymousId)})`)
  }
  if (!isEmpty(data)) {
    const setter = type === 'identify' || type === 'group' ? 'traits' : 'properties'
    steps.push(`.${setter}(${mapOf(data)})`)
  }
  if (!isEmpty(context)) steps.push(`.context(${mapOf(context)})`)
  for (const [name, value] of Object.entries(integrations)) {
    steps.push(
      isObject(value)
        ? `.integrationOptions(${JAVA.text(name)}, ${mapOf(value)})`
        : `.enableIntegration(${JAVA.text(name)}, ${value === true})`,
    )
  }
  if (timestamp !== undefined) {
    steps.push(`.timestamp(Date.from(Instant.parse(${JAVA.text(timestamp)})))`)
  }
  return steps
}

/** Maps with a null, or with too many entries for the short form, are filled one by one. */
function mapOf(object: JsonObject): string {
  if (!holdsNull(object)) return literal(object, isLarge(object) ? ENTRIES : JAVA)
  const puts = Object.entries(object).map(([key, value]) => {
    const code = isObject(value)
      ? mapOf(value)
      : holdsNull(value)
        ? arrayOf(value)
        : literal(value, JAVA)
    return `put(${JAVA.text(key)}, ${code});`
  })
  const lines = puts.map((put) => indented(put, JAVA.indent)).join('\n')
  return `new HashMap<>() {{\n${lines}\n}}`
}

function arrayOf(value: unknown): string {
  if (!Array.isArray(value)) return JAVA.words.null
  const items = value.map((item) => (isObject(item) ? mapOf(item) : literal(item, JAVA)))
  const line = `Arrays.asList(${items.join(', ')})`
  return line.includes('\n') ? onLines('Arrays.asList(', items, ')', JAVA) : line
}

const holdsNull = (value: unknown): boolean =>
  value === null ||
  (typeof value === 'object' && Object.values(value as object).some((item) => holdsNull(item)))

const isLarge = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ((!Array.isArray(value) && Object.keys(value).length > MAX_OF) ||
    Object.values(value).some((item) => isLarge(item)))
