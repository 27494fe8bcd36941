import * as v from 'valibot'
import { textSearch } from './text-search.ts'

/** Ids in an address that somebody wrote by hand may look like numbers. */
export const idSearch = v.fallback(
  v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(String))),
  undefined,
)

/** What the address of a source's debugger says: its filter, and the event that is open. */
export const debuggerSearch = v.object({
  /** Words that occur somewhere in the event. */
  q: idSearch,
  /** Call types, comma separated. */
  type: textSearch,
  /** States, comma separated. */
  state: textSearch,
  /** Exactly this event name. */
  name: idSearch,
  /** Exactly this user id or anonymous id. */
  user: idSearch,
  /** The event that is open, by its acceptId. */
  event: idSearch,
  /** Its messageId, to find it elsewhere once it is not held any more. */
  message: idSearch,
})
