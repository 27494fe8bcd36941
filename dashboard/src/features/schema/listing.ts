import type { SchemaEvent, SchemaField } from '../../api/schema.ts'

export type Sort = 'recent' | 'oldest' | 'name' | 'allowed' | 'blocked'
export type Only = 'blocked' | 'hints'

export interface ListingFilter {
  q?: string | undefined
  only?: Only | undefined
  /** Archived ones too. */
  archived?: boolean | undefined
}

/** What a row of an event and one of a field have in common. */
interface Listed {
  off: boolean
  allowed: number
  blocked: number
  firstSeen: string
  lastSeen: string
  hints: readonly unknown[]
}

export const eventsShown = (
  events: readonly SchemaEvent[],
  filter: ListingFilter,
  sort: Sort,
): SchemaEvent[] =>
  shown(
    events.filter(({ archived }) => filter.archived === true || !archived),
    ({ name }) => name,
    filter,
    sort,
  )

export const fieldsShown = (
  fields: readonly SchemaField[],
  filter: ListingFilter,
  sort: Sort,
): SchemaField[] => shown(fields, ({ path }) => path, filter, sort)

/** Those that fit, in order; of equal ones the name decides, so that a refresh does not shuffle them. */
function shown<T extends Listed>(
  items: readonly T[],
  nameOf: (item: T) => string,
  { q = '', only }: ListingFilter,
  sort: Sort,
): T[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (item: T) => {
    if (only === 'blocked' && !item.off && item.blocked === 0) return false
    if (only === 'hints' && item.hints.length === 0) return false
    const name = nameOf(item).toLowerCase()
    return words.every((word) => name.includes(word))
  }
  return items.filter(fits).sort((a, b) => compare(a, b, sort) || (nameOf(a) < nameOf(b) ? -1 : 1))
}

function compare(a: Listed, b: Listed, sort: Sort): number {
  switch (sort) {
    case 'recent':
      return byText(b.lastSeen, a.lastSeen)
    case 'oldest':
      return byText(a.firstSeen || NEVER, b.firstSeen || NEVER)
    case 'allowed':
      return b.allowed - a.allowed
    case 'blocked':
      return b.blocked - a.blocked
    case 'name':
      return 0
    default:
      return sort satisfies never
  }
}

/** After every time there is: an expected event has not been seen first either. */
const NEVER = '~'

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
