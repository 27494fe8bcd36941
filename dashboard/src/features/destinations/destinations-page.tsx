import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Plus, SearchX, SquareArrowOutUpRight } from 'lucide-react'
import type { DestinationAnswer } from '../../api/destination-details.ts'
import { destinationsQuery } from '../../api/destinations.ts'
import type { SourceAnswer } from '../../api/source-details.ts'
import { sourcesQuery } from '../../api/sources.ts'
import { EmptyState } from '../../components/empty-state.tsx'
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
import { type DestinationFilter, DestinationFilters } from './destination-filters.tsx'
import { DestinationHealth } from './destination-health.tsx'

const PER_PAGE = 25

const route = getRouteApi('/app/destinations/')

export function DestinationsPage() {
  const { data: destinations } = useSuspenseQuery(destinationsQuery())
  const { data: sources } = useSuspenseQuery(sourcesQuery())
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const may = useMay()
  const found = destinations.filter((destination) => isMatch(destination, search))
  const { page, shown } = pageOf(found, search.page, PER_PAGE)
  const change = (next: DestinationFilter & { page?: number }) =>
    void navigate({ search: next, replace: true })
  const addButton = may.some('write', 'destination') && (
    <Button asChild>
      <Link to="/destinations/catalog">
        <Plus aria-hidden="true" />
        Add destination
      </Link>
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Destinations"
        description="The tools that get the events of your sources."
        actions={destinations.length > 0 && addButton}
      />
      {destinations.length === 0 ? (
        <Card>
          <EmptyState
            icon={SquareArrowOutUpRight}
            title="No destinations yet"
            action={
              sources.length > 0 ? (
                addButton
              ) : (
                <Button asChild>
                  <Link to="/sources/catalog">Add a source first</Link>
                </Button>
              )
            }
          >
            A destination is a tool that gets the events of one source as they come. Without any,
            events are kept in the archive.
          </EmptyState>
        </Card>
      ) : (
        <div className="grid gap-4">
          <DestinationFilters
            destinations={destinations}
            sources={sources}
            filter={search}
            onChange={change}
          />
          <Card>
            {found.length === 0 ? (
              <EmptyState
                icon={SearchX}
                title="No destination fits these filters"
                action={
                  <Button variant="secondary" onClick={() => change({})}>
                    Clear the filters
                  </Button>
                }
              />
            ) : (
              <DestinationTable destinations={shown} sources={sources} />
            )}
          </Card>
          <Pager
            page={page}
            perPage={PER_PAGE}
            total={found.length}
            what="destinations"
            onPage={(next) => change({ ...search, page: next })}
          />
        </div>
      )}
    </>
  )
}

interface DestinationTableProps {
  destinations: readonly DestinationAnswer[]
  sources: readonly SourceAnswer[]
}

function DestinationTable({ destinations, sources }: DestinationTableProps) {
  const sourceNames = new Map(sources.map(({ id, name }) => [id, name]))
  return (
    <Table label="Destinations" className="table-fixed">
      <TableHead>
        <TableRow>
          <TableHeader>Name</TableHeader>
          <TableHeader className="hidden w-[28%] md:table-cell">Source</TableHeader>
          <TableHeader className="w-[42%] sm:w-[30%]">Status</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {destinations.map((destination) => {
          const { id, name, metadata, sourceId } = destination
          const source = sourceNames.get(sourceId) ?? 'a source that you may not see'
          return (
            <TableRow key={id} className="relative hover:bg-muted/40">
              <TableCell>
                <span className="flex items-center gap-3">
                  <ProductLogo name={metadata.name} logo={metadata.logos.default} />
                  <span className="min-w-0">
                    <Link
                      to="/destinations/$destinationId"
                      params={{ destinationId: id }}
                      className="block truncate rounded-sm font-medium after:absolute after:inset-0 hover:underline"
                    >
                      {name}
                    </Link>
                    <span className="line-clamp-2 text-[0.8125rem] text-muted-foreground">
                      {metadata.name}
                      <span className="md:hidden"> from {source}</span>
                    </span>
                  </span>
                </span>
              </TableCell>
              <TableCell className="hidden truncate text-muted-foreground md:table-cell">
                {source}
              </TableCell>
              <TableCell>
                <DestinationHealth destination={destination} />
              </TableCell>
            </TableRow>
          )
        })}
      </TableBody>
    </Table>
  )
}

function isMatch(destination: DestinationAnswer, filter: DestinationFilter): boolean {
  const { q = '', type, source, status } = filter
  const { name, metadata, sourceId, enabled } = destination
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  const text = `${name} ${metadata.name}`.toLowerCase()
  return (
    words.every((word) => text.includes(word)) &&
    (type === undefined || metadata.slug === type) &&
    (source === undefined || sourceId === source) &&
    (status === undefined || enabled === (status === 'enabled'))
  )
}
