import { isJsonObject, type JsonObject } from '../domain/event/json.ts'

/** @throws on what no log of ours holds: every event is a JSON object. */
export function eventOf(json: string): JsonObject {
  const event: unknown = JSON.parse(json)
  if (!isJsonObject(event)) throw new Error('an event is not an object')
  return event
}

/** What stands at a dotted path, e.g. `properties.order.id`; keys that hold dots are not reached. */
export function valueAt(event: unknown, path: string): unknown {
  let value = event
  for (const key of path.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}

/**
 * The text at a path, for keys that records are spread by. Without a path it is who the event is
 * about. Objects, lists and nothing at all are no keys.
 */
export function keyOf(event: JsonObject, path: string): string | null {
  if (path === '') return textOf(event.userId) ?? textOf(event.anonymousId)
  return textOf(valueAt(event, path))
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}
