import { isObject, type JsonObject } from '../../../format/json-object.ts'

/** One call of a library, with what the person who wrote the code gave it and nothing that the library added. */
export interface Call {
  type: 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias'
  /** Event name of a track call, name of a page or screen. */
  name?: string
  category?: string
  userId?: string
  anonymousId?: string
  groupId?: string
  previousId?: string
  /** Properties of track, page and screen; traits of identify and group. */
  data: JsonObject
  context: JsonObject
  integrations: JsonObject
  /** Only where the caller must have given it: long before it arrived. */
  timestamp?: string
}

/** What libraries in browsers and apps put into `context` by themselves. */
const AUTOMATIC_CONTEXT = new Set([
  'app',
  'campaign',
  'device',
  'instanceId',
  'ip',
  'library',
  'locale',
  'network',
  'os',
  'page',
  'referrer',
  'screen',
  'timezone',
  'traits',
  'userAgent',
  'userAgentData',
])
/** On a server nothing is known of a person's device unless the code says it. */
const AUTOMATIC_CONTEXT_ON_SERVERS = new Set(['library', 'consumer'])

/** What the browser library puts into the properties of each page call. */
const PAGE_FACTS = ['path', 'referrer', 'search', 'title', 'url'] as const

/** An event that happened so long before it came was given its time by the code. */
const GIVEN_TIME_AFTER_MS = 3_600_000

const TYPES = new Set(['track', 'identify', 'page', 'screen', 'group', 'alias'])

/** @returns null for what is no call of one of the six types. */
export function readCall(event: unknown, side: 'client' | 'server'): Call | null {
  if (!isObject(event) || typeof event.type !== 'string' || !TYPES.has(event.type)) return null
  // One of the set above.
  const type = event.type as Call['type']
  const automatic = side === 'client' ? AUTOMATIC_CONTEXT : AUTOMATIC_CONTEXT_ON_SERVERS
  const call: Call = {
    type,
    data: dataOf(type, event, side),
    context: without(objectOf(event.context), (key) => automatic.has(key)),
    // Every browser sends this one, for the library's own plugin.
    integrations: without(
      objectOf(event.integrations),
      (key, value) => key === 'Segment.io' && value === true,
    ),
  }
  const name = type === 'track' ? event.event : event.name
  assign(call, 'name', name)
  assign(call, 'category', event.category)
  for (const key of ['userId', 'anonymousId', 'groupId', 'previousId'] as const) {
    assign(call, key, event[key])
  }
  if (wasGivenItsTime(event)) assign(call, 'timestamp', event.timestamp)
  return call
}

type TextKey =
  | 'name'
  | 'category'
  | 'userId'
  | 'anonymousId'
  | 'groupId'
  | 'previousId'
  | 'timestamp'

function assign(call: Call, key: TextKey, value: unknown): void {
  if (typeof value === 'string' && value !== '') call[key] = value
}

function dataOf(type: Call['type'], event: JsonObject, side: 'client' | 'server'): JsonObject {
  const given = objectOf(type === 'identify' || type === 'group' ? event.traits : event.properties)
  if (side === 'server' || (type !== 'page' && type !== 'screen')) return given
  const page = objectOf(objectOf(event.context).page)
  return without(
    given,
    (key, value) =>
      (key === 'name' && value === event.name) ||
      (key === 'category' && value === event.category) ||
      (type === 'page' && PAGE_FACTS.some((fact) => fact === key) && value === page[key]),
  )
}

function wasGivenItsTime({ timestamp, receivedAt }: JsonObject): boolean {
  if (typeof timestamp !== 'string' || typeof receivedAt !== 'string') return false
  return Date.parse(receivedAt) - Date.parse(timestamp) > GIVEN_TIME_AFTER_MS
}

const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {})

const without = (
  object: JsonObject,
  leaveOut: (key: string, value: unknown) => boolean,
): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key, value]) => !leaveOut(key, value)))
