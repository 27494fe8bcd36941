import { getRouteApi } from '@tanstack/react-router'
import type { InferOutput } from 'valibot'
import type { SchemaKind, SchemaPeriod } from '../../api/schema.ts'
import type { schemaSearch } from '../../routes/schema-search.ts'
import type { Sort } from './listing.ts'

type Search = InferOutput<typeof schemaSearch>

const route = getRouteApi('/app/sources/$sourceId/schema')

export interface SchemaSearch {
  search: Search
  kind: SchemaKind
  period: SchemaPeriod
  sort: Sort
  /** Adds to the address; what lists otherwise begins at the first page. */
  change: (part: Partial<Search>) => void
}

const DEFAULT_PERIOD: SchemaPeriod = '7d'
const LISTS_OTHERWISE: readonly (keyof Search)[] = ['q', 'only', 'archived', 'sort']

/** The page's filters, as its address has them. */
export function useSchemaSearch(): SchemaSearch {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return {
    search,
    kind: search.kind ?? 'track',
    period: search.period ?? DEFAULT_PERIOD,
    sort: search.sort ?? 'recent',
    change: (part) =>
      void navigate({
        search: (now) => ({
          ...now,
          ...(LISTS_OTHERWISE.some((key) => key in part) && { page: undefined, name: undefined }),
          ...part,
        }),
        replace: true,
        resetScroll: false,
      }),
  }
}
