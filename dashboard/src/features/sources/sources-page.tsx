import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Cable, Plus } from 'lucide-react'
import type { SourceAnswer } from '../../api/source-details.ts'
import { sourcesQuery } from '../../api/sources.ts'
import type { Column } from '../../components/data-table.tsx'
import { FilterSelect } from '../../components/filter-select.tsx'
import { LabelBadges } from '../../components/label-badges.tsx'
import { ListPage } from '../../components/list-page.tsx'
import { ProductLine, STATUS_COLUMN } from '../../components/product-line.tsx'
import { Button } from '../../components/ui/button.tsx'
import { useMay } from '../../components/use-may.ts'
import { SourceStatus } from './source-status.tsx'

const route = getRouteApi('/app/sources/')

const COLUMNS: readonly Column<SourceAnswer>[] = [
  {
    name: 'Name',
    cell: (source) => (
      <ProductLine metadata={source.metadata} detail={source.metadata.name}>
        <Link to="/sources/$sourceId" params={{ sourceId: source.id }}>
          {source.name}
        </Link>
      </ProductLine>
    ),
  },
  {
    name: 'Labels',
    headClassName: 'hidden w-[28%] md:table-cell',
    className: 'hidden md:table-cell max-sm:hidden!',
    cell: ({ labels }) => <LabelBadges labels={labels} />,
  },
  {
    ...STATUS_COLUMN,
    cell: (source) => (
      <>
        <SourceStatus source={source} />
        <LabelBadges labels={source.labels} className="mt-1.5 md:hidden" />
      </>
    ),
  },
]

export function SourcesPage() {
  const { data: sources } = useSuspenseQuery(sourcesQuery())
  const { label, ...filter } = route.useSearch()
  const navigate = route.useNavigate()
  const may = useMay()
  const go = (search: typeof filter & { label?: string | undefined }) =>
    void navigate({ search, replace: true })
  const labels = new Set(sources.flatMap((source) => source.labels.map(textOfLabel)))
  const addButton = may.all('create', 'source') && (
    <Button asChild>
      <Link to="/sources/catalog">
        <Plus aria-hidden="true" />
        Add source
      </Link>
    </Button>
  )
  return (
    <ListPage
      title="Sources"
      description="Websites, apps and servers that send events here."
      words={{ one: 'source', many: 'sources' }}
      rows={sources}
      columns={COLUMNS}
      filter={filter}
      isMatch={(source) => label === undefined || source.labels.map(textOfLabel).includes(label)}
      textOf={({ name, slug, metadata }) => `${name} ${slug} ${metadata.name}`}
      onFilter={(next) => go({ label, ...next })}
      onClear={() => go({})}
      filters={
        (labels.size > 0 || label !== undefined) && (
          <FilterSelect
            label="Label"
            all="All labels"
            value={label}
            options={[...labels].map((value) => ({ value, name: value }))}
            onChange={(next) => go({ ...filter, page: undefined, label: next })}
          />
        )
      }
      addButton={addButton}
      empty={{
        icon: Cable,
        title: 'No sources yet',
        text: 'A source is a website, an app or a server that sends events. Add one, paste a few lines of code, and watch the first event arrive.',
        action: addButton,
      }}
    />
  )
}

const textOfLabel = ({ key, value }: { key: string; value: string }): string => `${key}:${value}`
