import * as v from 'valibot'
import { textSearch } from './text-search.ts'

/** Page of a list, from 1; anything else in an address counts as the first. */
export const pageSearch = v.fallback(
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  undefined,
)

export const catalogSearch = v.object({ q: textSearch, category: textSearch, page: pageSearch })

export const enabledSearch = v.fallback(v.optional(v.picklist(['enabled', 'disabled'])), undefined)

/** A code such as 410, which an address that was typed by hand has as a number. */
export const codeSearch = v.fallback(
  v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(String))),
  undefined,
)
