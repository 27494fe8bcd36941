import * as v from 'valibot'
import { textSearch } from './text-search.ts'

/** Page of a list, from 1; anything else in an address counts as the first. */
export const pageSearch = v.fallback(
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  undefined,
)

export const catalogSearch = v.object({ q: textSearch, category: textSearch, page: pageSearch })

/** Destinations are also told apart by what they are and by what they ask for. */
export const destinationCatalogSearch = v.object({
  ...catalogSearch.entries,
  kind: v.fallback(v.optional(v.picklist(['actions', 'native'])), undefined),
  access: v.fallback(v.optional(v.picklist(['key', 'oauth', 'none'])), undefined),
})

export const enabledSearch = v.fallback(v.optional(v.picklist(['enabled', 'disabled'])), undefined)

/** A code such as 410, which an address that was typed by hand has as a number. */
export const codeSearch = v.fallback(
  v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(String))),
  undefined,
)
