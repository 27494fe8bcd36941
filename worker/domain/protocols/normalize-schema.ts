import { isJsonObject } from '../event/json.ts'
import type { JsonSchema, RuleType } from './tracking-plan.ts'

/**
 * A rule's schema for the whole message. Generators of typed clients keep the schema of `properties` (or
 * `traits`) alone, as the root; such a one is put where it belongs. One of the whole message stays as it is.
 */
export function normalizeSchema(type: RuleType, schema: JsonSchema): JsonSchema {
  if (type === 'COMMON' || isOfMessage(schema)) return schema
  const field = type === 'IDENTIFY' || type === 'GROUP' ? 'traits' : 'properties'
  const outer: Record<string, unknown> = {}
  const inner: Record<string, unknown> = {}
  for (const [keyword, value] of Object.entries(schema)) {
    const target = OF_THE_RULE.has(keyword) ? outer : inner
    target[keyword] = moved(value, `#/properties/${field}`)
  }
  return {
    ...outer,
    type: 'object',
    properties: { context: {}, traits: {}, properties: {}, [field]: { type: 'object', ...inner } },
  }
}

/** Said of the event, or named by references from the root. */
const OF_THE_RULE: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  'id',
  '$comment',
  'title',
  'description',
  'labels',
  'eventMetadata',
  'definitions',
  '$defs',
])

const PARTS = ['properties', 'traits', 'context']
/** Fields of a message that are no likely names of properties. */
const MESSAGE_FIELDS: ReadonlySet<string> = new Set([
  ...PARTS,
  'type',
  'event',
  'name',
  'category',
  'userId',
  'anonymousId',
  'groupId',
  'previousId',
  'messageId',
  'timestamp',
  'originalTimestamp',
  'sentAt',
  'receivedAt',
  'integrations',
  'version',
  'channel',
])

/**
 * Whether the root describes a message: it names parts of one and nothing else, or names nothing at all.
 * An event may well have a property `context`, but then it has others as well.
 */
function isOfMessage(schema: JsonSchema): boolean {
  const names = isJsonObject(schema.properties) ? Object.keys(schema.properties) : []
  const required = Array.isArray(schema.required) ? schema.required.map(String) : []
  const all = [...names, ...required]
  // Nothing at all allowed: that is a hoisted event without properties, for a message has a type at least.
  if (all.length === 0) return schema.additionalProperties !== false
  return all.every((name) => MESSAGE_FIELDS.has(name)) && all.some((name) => PARTS.includes(name))
}

/** Pointers of references go one way further, but for those to definitions. */
function moved(value: unknown, to: string): unknown {
  if (Array.isArray(value)) return value.map((one) => moved(one, to))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === '$ref' && typeof one === 'string' ? movedRef(one, to) : moved(one, to),
    ]),
  )
}

function movedRef(ref: string, to: string): string {
  if (!ref.startsWith('#')) return ref
  if (/^#\/(definitions|\$defs)\//.test(ref)) return ref
  return `${to}${ref.slice(1)}`
}
