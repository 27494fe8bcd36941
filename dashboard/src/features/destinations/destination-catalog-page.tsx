import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type DestinationMetadataAnswer, destinationCatalogQuery } from '../../api/catalog.ts'
import { type CatalogSummary, catalogIndexQuery } from '../../api/catalog-details.ts'
import { CatalogBrowser } from '../../components/catalog-browser.tsx'
import { FilterSelect } from '../../components/filter-select.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { formatCount } from '../../format/format-count.ts'
import { type Access, accessOf } from './catalog-access.ts'

const route = getRouteApi('/app/destinations/catalog/')

type Search = ReturnType<typeof route.useSearch>

export function DestinationCatalogPage() {
  const { data: kinds } = useSuspenseQuery(destinationCatalogQuery())
  const { data: index } = useSuspenseQuery(catalogIndexQuery())
  const { source, kind, access, ...search } = route.useSearch()
  const navigate = route.useNavigate()
  const summaries = useMemo(() => new Map(index.map((one) => [one.slug, one])), [index])
  const set = (change: Partial<Search>) =>
    void navigate({ search: { source, kind, access, ...search, ...change }, replace: true })
  const shown = kinds.filter((item) => fits(item, summaries.get(item.slug), { kind, access }))
  return (
    <>
      <PageHeader
        title="Add a destination"
        description="Choose the tool that is to get the events."
      />
      <CatalogBrowser
        items={shown}
        what="destinations"
        search={search}
        // "Show the whole catalog" has nothing in it.
        onSearch={(next) =>
          Object.keys(next).length === 0
            ? void navigate({ search: { source }, replace: true })
            : void navigate({ search: { source, kind, access, ...next }, replace: true })
        }
        moreText={({ slug }) => actionNames(summaries.get(slug)).join(' ')}
        note={({ slug }) => <ActionsNote summary={summaries.get(slug)} search={search.q} />}
        filters={
          <>
            <FilterSelect
              label="Kind"
              all="All kinds"
              value={kind}
              options={[
                { value: 'actions', name: 'With mappings' },
                { value: 'native', name: 'Whole events' },
              ]}
              // One of the options above.
              onChange={(next) => set({ kind: next as Search['kind'], page: undefined })}
            />
            <FilterSelect
              label="Access"
              all="Any access"
              value={access}
              options={[
                { value: 'key', name: 'With a key' },
                { value: 'oauth', name: 'With OAuth' },
                { value: 'none', name: 'Without either' },
              ]}
              onChange={(next) => set({ access: next as Search['access'], page: undefined })}
            />
          </>
        }
        link={({ slug }, children, className) => (
          <Link
            to="/destinations/catalog/$kind"
            params={{ kind: slug }}
            search={{ source }}
            className={className}
          >
            {children}
          </Link>
        )}
      />
    </>
  )
}

const actionNames = (summary: CatalogSummary | undefined): string[] =>
  summary?.actions.map(({ name }) => name) ?? []

interface Wanted {
  kind: 'actions' | 'native' | undefined
  access: Access | undefined
}

function fits(
  item: DestinationMetadataAnswer,
  summary: CatalogSummary | undefined,
  { kind, access }: Wanted,
): boolean {
  const own = summary?.kind ?? 'native'
  return (
    (kind === undefined || own === kind) &&
    (access === undefined || accessOf(summary?.scheme, item.options) === access)
  )
}

/** How much it can do; while something is searched for, which of its actions fit. */
function ActionsNote(props: { summary: CatalogSummary | undefined; search: string | undefined }) {
  const names = actionNames(props.summary)
  if (names.length === 0) return null
  const words = (props.search ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const found = names.filter((name) => words.some((word) => name.toLowerCase().includes(word)))
  return (
    <span className="line-clamp-2 text-xs text-muted-foreground">
      {found.length > 0
        ? found.join(', ')
        : `${formatCount(names.length)} ${names.length === 1 ? 'action' : 'actions'}`}
    </span>
  )
}
