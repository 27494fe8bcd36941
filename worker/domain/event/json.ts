import { err, ok, type Result } from '../result.ts'

export type JsonObject = Record<string, unknown>

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Parses what a caller sent. Two things are mended on the way:
 * - keys named `__proto__` are left out at any depth, since code that copies `a[key] = b[key]` would
 *   change a prototype with them;
 * - ids that are integers too long for a double keep their digits, as strings: rounded, they would
 *   make one person of several.
 */
export function parseJson(text: string): Result<unknown, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
    if (hasRoundedId(value))
      value = JSON.parse(text, keepLongId as Parameters<typeof JSON.parse>[1])
  } catch (error) {
    return err(error instanceof Error ? error.message : 'not JSON')
  }
  // Any character of the key may be escaped, and all of them are below U+0100.
  if (text.includes('__proto__') || text.includes('\\u00')) dropProtoKeys(value)
  return ok(value)
}

const ID_KEYS = new Set([
  'userId',
  'anonymousId',
  'groupId',
  'previousId',
  'sessionId',
  'from',
  'to',
])

function hasRoundedId(body: unknown): boolean {
  if (!isJsonObject(body)) return false
  const items = Array.isArray(body.batch) ? body.batch : [body]
  return items.some((item) => isJsonObject(item) && (isRounded(item.userId) || othersRounded(item)))
}

function othersRounded(item: JsonObject): boolean {
  return (
    isRounded(item.anonymousId) ||
    isRounded(item.groupId) ||
    isRounded(item.previousId) ||
    isRounded(item.sessionId) ||
    isRounded(item.from) ||
    isRounded(item.to)
  )
}

const isRounded = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)

/** TypeScript does not know a reviver's third parameter yet (ECMAScript: JSON.parse source text access). */
function keepLongId(key: string, value: unknown, context: { source?: string }): unknown {
  if (!isRounded(value) || !ID_KEYS.has(key)) return value
  const source = context.source ?? ''
  return /^-?\d+$/.test(source) ? source : value
}

/** Walks with a stack of its own: the value may be nested deeper than ours reaches. */
function dropProtoKeys(root: unknown): void {
  const open: unknown[] = [root]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === 'object' && item !== null) open.push(item)
    } else if (isJsonObject(value)) {
      if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__')
      for (const key of Object.keys(value)) {
        const child = value[key]
        if (typeof child === 'object' && child !== null) open.push(child)
      }
    }
  }
}

/**
 * Whether a value nests more than `levels` objects and arrays. `json` is the value's JSON: where it
 * opens fewer, which is nearly always, the value need not be walked.
 */
export function nestsDeeperThan(levels: number, value: unknown, json: string): boolean {
  return opensMoreThan(levels, json) && walksDeeperThan(levels, value)
}

/** Brackets in strings count too, so this may say yes too often, never too seldom. */
function opensMoreThan(levels: number, json: string): boolean {
  let opened = 0
  for (const bracket of ['{', '[']) {
    for (let at = json.indexOf(bracket); at >= 0; at = json.indexOf(bracket, at + 1)) {
      opened++
      if (opened > levels) return true
    }
  }
  return false
}

/** Recursion is bounded by `levels`. */
function walksDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  const children: unknown[] = Array.isArray(value) ? value : Object.values(value)
  return children.some((child) => walksDeeperThan(levels - 1, child))
}
