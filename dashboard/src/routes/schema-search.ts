import * as v from 'valibot'
import { idSearch } from './debugger-search.ts'
import { pageSearch } from './search-schemas.ts'
import { textSearch } from './text-search.ts'

const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  v.fallback(v.optional(v.picklist(words)), undefined)
const flag = v.fallback(v.optional(v.literal(true)), undefined)

/** What the address of a source's schema says; absent is the default. */
export const schemaSearch = v.object({
  /** Tab: `track` without it. */
  kind: oneOf(['track', 'identify', 'group', 'page', 'screen']),
  period: oneOf(['24h', '7d', '30d']),
  q: textSearch,
  only: oneOf(['blocked', 'hints']),
  archived: flag,
  sort: oneOf(['recent', 'name', 'allowed', 'blocked', 'oldest']),
  page: pageSearch,
  /** The event whose fields are open, by exact name; the debugger links to one. */
  name: idSearch,
  /** The list of names that break a convention is open. */
  naming: flag,
})
