import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Cable, Plus, SearchX } from 'lucide-react'
import type { SourceAnswer } from '../../api/source-details.ts'
import { sourcesQuery } from '../../api/sources.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { LabelBadges } from '../../components/label-badges.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Pager, pageOf } from '../../components/pager.tsx'
import { ProductLogo } from '../../components/product-logo.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import { useMay } from '../../components/use-may.ts'
import { type SourceFilter, SourceFilters } from './source-filters.tsx'
import { SourceStatus } from './source-status.tsx'

const PER_PAGE = 25

const route = getRouteApi('/app/sources/')

export function SourcesPage() {
  const { data: sources } = useSuspenseQuery(sourcesQuery())
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const may = useMay()
  const found = sources.filter((source) => isMatch(source, search))
  const { page, shown } = pageOf(found, search.page, PER_PAGE)
  const change = (next: SourceFilter & { page?: number }) =>
    void navigate({ search: next, replace: true })
  const addButton = may.all('create', 'source') && (
    <Button asChild>
      <Link to="/sources/catalog">
        <Plus aria-hidden="true" />
        Add source
      </Link>
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Sources"
        description="Websites, apps and servers that send events here."
        actions={sources.length > 0 && addButton}
      />
      {sources.length === 0 ? (
        <Card>
          <EmptyState icon={Cable} title="No sources yet" action={addButton}>
            A source is a website, an app or a server that sends events. Add one, paste a few lines
            of code, and watch the first event arrive.
          </EmptyState>
        </Card>
      ) : (
        <div className="grid gap-4">
          <SourceFilters sources={sources} filter={search} onChange={change} />
          <Card>
            {found.length === 0 ? (
              <EmptyState
                icon={SearchX}
                title="No source fits these filters"
                action={
                  <Button variant="secondary" onClick={() => change({})}>
                    Clear the filters
                  </Button>
                }
              />
            ) : (
              <SourceTable sources={shown} />
            )}
          </Card>
          <Pager
            page={page}
            perPage={PER_PAGE}
            total={found.length}
            what="sources"
            onPage={(next) => change({ ...search, page: next })}
          />
        </div>
      )}
    </>
  )
}

function SourceTable({ sources }: { sources: readonly SourceAnswer[] }) {
  return (
    <Table label="Sources" className="table-fixed">
      <TableHead>
        <TableRow>
          <TableHeader>Name</TableHeader>
          <TableHeader className="hidden w-[28%] md:table-cell">Labels</TableHeader>
          <TableHeader className="w-[42%] sm:w-[30%]">Status</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {sources.map((source) => (
          <TableRow key={source.id} className="relative hover:bg-muted/40">
            <TableCell>
              <span className="flex items-center gap-3">
                <ProductLogo name={source.metadata.name} logo={source.metadata.logos.default} />
                <span className="min-w-0">
                  <Link
                    to="/sources/$sourceId"
                    params={{ sourceId: source.id }}
                    className="block truncate rounded-sm font-medium after:absolute after:inset-0 hover:underline"
                  >
                    {source.name}
                  </Link>
                  <span className="block truncate text-[0.8125rem] text-muted-foreground">
                    {source.metadata.name}
                  </span>
                  <LabelBadges labels={source.labels} className="mt-1 md:hidden" />
                </span>
              </span>
            </TableCell>
            <TableCell className="hidden md:table-cell">
              <LabelBadges labels={source.labels} />
            </TableCell>
            <TableCell>
              <SourceStatus source={source} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function isMatch(source: SourceAnswer, { q = '', type, label, status }: SourceFilter): boolean {
  const { name, slug, metadata, labels, enabled } = source
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  const text = `${name} ${slug} ${metadata.name}`.toLowerCase()
  return (
    words.every((word) => text.includes(word)) &&
    (type === undefined || metadata.slug === type) &&
    (label === undefined || labels.some(({ key, value }) => `${key}:${value}` === label)) &&
    (status === undefined || enabled === (status === 'enabled'))
  )
}
