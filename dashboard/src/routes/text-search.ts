import * as v from 'valibot'

/** Text in an address; anything else there counts as absent. */
export const textSearch = v.fallback(v.optional(v.string()), undefined)
