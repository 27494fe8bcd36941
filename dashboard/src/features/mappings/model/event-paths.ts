import { isObject } from '../../../format/json-object.ts'

export interface EventPath {
  /** As mappings write it, without the `$.` before it. */
  path: string
  /** A value that came lately, in short; absent where only the schema knows it. */
  sample?: string
}

const MAX_PATHS = 600
const MAX_DEPTH = 6
const MAX_SAMPLE = 60

/** What every event may have; those that were seen say more. */
export const COMMON_PATHS = [
  'type',
  'event',
  'name',
  'userId',
  'anonymousId',
  'groupId',
  'previousId',
  'messageId',
  'timestamp',
  'sentAt',
  'receivedAt',
  'originalTimestamp',
  'properties',
  'traits',
  'context.traits',
  'context.ip',
  'context.userAgent',
  'context.locale',
  'context.timezone',
  'context.page.url',
  'context.page.path',
  'context.page.title',
  'context.page.referrer',
  'context.page.search',
  'context.campaign.name',
  'context.campaign.source',
  'context.campaign.medium',
  'context.app.name',
  'context.app.version',
  'context.device.id',
  'context.device.type',
  'context.device.advertisingId',
  'context.os.name',
  'context.os.version',
  'context.library.name',
  'integrations',
] as const

/** Every field of the events, the newest sample of each; lists count as their first item. */
export function pathsOfEvents(events: readonly unknown[]): EventPath[] {
  const found = new Map<string, EventPath>()
  const walk = (value: unknown, path: string, depth: number): void => {
    if (found.size >= MAX_PATHS) return
    if (path !== '' && !found.has(path)) found.set(path, { path, sample: sampleOf(value) })
    if (depth === MAX_DEPTH) return
    if (Array.isArray(value)) {
      if (isObject(value[0])) walkObject(value[0], `${path}[0]`, depth + 1)
      return
    }
    if (isObject(value)) walkObject(value, path, depth)
  }
  const walkObject = (object: Record<string, unknown>, path: string, depth: number): void => {
    for (const [key, value] of Object.entries(object)) {
      walk(value, joinPath(path, key), depth + 1)
    }
  }
  for (const event of events) walk(event, '', 0)
  return [...found.values()]
}

/** Names that are no plain words stand in brackets; those with dots cannot be named at all. */
const joinPath = (path: string, key: string): string => {
  if (/^[\p{L}\p{N}_$-]+$/u.test(key)) return path === '' ? key : `${path}.${key}`
  return `${path}['${key}']`
}

/** What the schema says of one kind of event: `products.$.sku` is below the items of a list. */
export const pathOfSchema = (root: 'properties' | 'traits', path: string): string =>
  path.split('.').reduce((whole, key) => (key === '$' ? `${whole}[0]` : joinPath(whole, key)), root)

/** Fields below the items of a list, named from the item. */
export function itemPaths(paths: readonly EventPath[], list: string): EventPath[] {
  const start = `${plainPath(list)}[0]`
  return paths
    .filter(({ path }) => path.startsWith(`${start}.`) || path.startsWith(`${start}[`))
    .map((entry) => ({ ...entry, path: entry.path.slice(start.length).replace(/^\./, '') }))
}

export const plainPath = (path: string): string => path.replace(/^\$\.?/, '')

/** One list of all that is known, each path once: what was seen first, then what may be there. */
export function mergePaths(...lists: readonly (readonly EventPath[])[]): EventPath[] {
  const merged = new Map<string, EventPath>()
  for (const list of lists) {
    for (const entry of list) if (!merged.has(entry.path)) merged.set(entry.path, entry)
  }
  return [...merged.values()]
}

function sampleOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > MAX_SAMPLE ? `${text.slice(0, MAX_SAMPLE)}…` : text
}
