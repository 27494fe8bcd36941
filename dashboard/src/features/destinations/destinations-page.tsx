import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Plus, SquareArrowOutUpRight } from 'lucide-react'
import type { DestinationAnswer } from '../../api/destination-details.ts'
import { destinationsQuery } from '../../api/destinations.ts'
import { sourcesQuery } from '../../api/sources.ts'
import type { Column } from '../../components/data-table.tsx'
import { FilterSelect } from '../../components/filter-select.tsx'
import { ListPage } from '../../components/list-page.tsx'
import { ProductLine, STATUS_COLUMN } from '../../components/product-line.tsx'
import { Button } from '../../components/ui/button.tsx'
import { useMay } from '../../components/use-may.ts'
import { DestinationHealth } from './destination-health.tsx'

const route = getRouteApi('/app/destinations/')

export function DestinationsPage() {
  const { data: destinations } = useSuspenseQuery(destinationsQuery())
  const { data: sources } = useSuspenseQuery(sourcesQuery())
  const { source, ...filter } = route.useSearch()
  const navigate = route.useNavigate()
  const may = useMay()
  const go = (search: typeof filter & { source?: string | undefined }) =>
    void navigate({ search, replace: true })
  const used = new Set(destinations.map(({ sourceId }) => sourceId))
  const addButton = may.some('write', 'destination') && (
    <Button asChild>
      <Link to="/destinations/catalog">
        <Plus aria-hidden="true" />
        Add destination
      </Link>
    </Button>
  )
  return (
    <ListPage
      title="Destinations"
      description="The tools that get the events of your sources."
      words={{ one: 'destination', many: 'destinations' }}
      rows={destinations}
      columns={columnsWith(new Map(sources.map(({ id, name }) => [id, name])))}
      filter={filter}
      isMatch={({ sourceId }) => source === undefined || sourceId === source}
      textOf={({ name, metadata }) => `${name} ${metadata.name}`}
      onFilter={(next) => go({ source, ...next })}
      onClear={() => go({})}
      filters={
        <FilterSelect
          label="Source"
          all="All sources"
          value={source}
          options={sources
            .filter(({ id }) => used.has(id))
            .map(({ id, name }) => ({ value: id, name }))}
          onChange={(next) => go({ ...filter, page: undefined, source: next })}
        />
      }
      addButton={addButton}
      empty={{
        icon: SquareArrowOutUpRight,
        title: 'No destinations yet',
        text: 'A destination is a tool that gets the events of one source as they come. Without any, events are kept in the archive.',
        action: sources.length > 0 ? addButton : <AddSourceFirst />,
      }}
    />
  )
}

function AddSourceFirst() {
  return (
    <Button asChild>
      <Link to="/sources/catalog">Add a source first</Link>
    </Button>
  )
}

function columnsWith(sourceNames: ReadonlyMap<string, string>): Column<DestinationAnswer>[] {
  const sourceOf = ({ sourceId }: DestinationAnswer) =>
    sourceNames.get(sourceId) ?? 'a source that you may not see'
  return [
    {
      name: 'Name',
      cell: (destination) => (
        <ProductLine
          metadata={destination.metadata}
          detail={
            <>
              {destination.metadata.name}
              <span className="md:hidden"> from {sourceOf(destination)}</span>
            </>
          }
        >
          <Link to="/destinations/$destinationId" params={{ destinationId: destination.id }}>
            {destination.name}
          </Link>
        </ProductLine>
      ),
    },
    {
      name: 'Source',
      headClassName: 'hidden w-[28%] md:table-cell',
      className: 'hidden truncate text-muted-foreground md:table-cell max-sm:hidden!',
      cell: sourceOf,
    },
    { ...STATUS_COLUMN, cell: (destination) => <DestinationHealth destination={destination} /> },
  ]
}
