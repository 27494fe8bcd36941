import type { LiveEvent, LiveFilter } from './live-event.ts'

/**
 * Whether an event fits what a watcher wants to see. The pipeline, the monitor and the dashboard all
 * ask here, so that a filter means the same before and after an event is on the page. A condition that
 * is empty is none.
 */
export const matchesFilter = (event: LiveEvent, filter: LiveFilter): boolean =>
  compileFilter(filter)(event)

/** The same, for many events. */
export function compileFilter(filter: LiveFilter): (event: LiveEvent) => boolean {
  const { types = [], states = [], name = '', userId = '' } = filter
  const words = wordsOf(filter)
  return (event) => {
    if (types.length > 0 && !types.includes(event.type)) return false
    if (states.length > 0 && !states.includes(event.state)) return false
    if (name !== '' && event.name !== name) return false
    if (userId !== '' && event.userId !== userId && event.anonymousId !== userId) return false
    if (words.length === 0) return true
    const haystack = haystackOf(event)
    return words.every((word) => haystack.includes(word))
  }
}

/** Filters that ask for the same have the same key. */
export function filterKey(filter: LiveFilter): string {
  const { types = [], states = [], name = '', userId = '' } = filter
  return JSON.stringify([
    [...new Set(types)].sort(),
    [...new Set(states)].sort(),
    name,
    userId,
    [...new Set(wordsOf(filter))].sort(),
  ])
}

export const isUnfiltered = (filter: LiveFilter): boolean => filterKey(filter) === NO_CONDITIONS

/**
 * A quick look at a record's JSON text: false means that no event made from it fits, so that a log
 * which searches far back need not parse it. States are not looked at.
 */
export function mayMatch(json: string, filter: LiveFilter): boolean {
  const { types = [], name = '', userId = '' } = filter
  const has = (value: string) => json.includes(JSON.stringify(value))
  if (types.length > 0 && !types.some(has)) return false
  return (name === '' || has(name)) && (userId === '' || has(userId))
}

/** Words as they look inside of JSON text, where a quote is written `\"`. */
const wordsOf = ({ text = '' }: LiveFilter): string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => JSON.stringify(word).slice(1, -1))

const haystacks = new WeakMap<LiveEvent, string>()

/** Lower-cased once for all filters: several watchers search the same event. */
function haystackOf(event: LiveEvent): string {
  const known = haystacks.get(event)
  if (known !== undefined) return known
  const { messageId, type, name, userId, anonymousId, code, message, json } = event
  const heads = JSON.stringify([messageId, type, name, userId, anonymousId, code, message])
  const haystack = `${heads}\n${json ?? ''}`.toLowerCase()
  haystacks.set(event, haystack)
  return haystack
}

const NO_CONDITIONS = filterKey({})
