import { type LucideIcon, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Column, DataTable } from './data-table.tsx'
import { EmptyState } from './empty-state.tsx'
import { FilterSelect } from './filter-select.tsx'
import { PageHeader } from './page-header.tsx'
import { Pager, pageOf } from './pager.tsx'
import { SearchInput } from './search-input.tsx'
import { Button } from './ui/button.tsx'
import { Card } from './ui/card.tsx'

/** What every list is filtered by, as it stands in the page's address; lists have filters of their own besides. */
export interface ListFilter {
  q?: string | undefined
  type?: string | undefined
  status?: 'enabled' | 'disabled' | undefined
  page?: number | undefined
}

interface Listed {
  id: string
  name: string
  enabled: boolean
  metadata: { slug: string; name: string }
}

export interface ListPageProps<Row extends Listed> {
  title: string
  description: string
  /** What is listed, one of them and several: "source", "sources". */
  words: { one: string; many: string }
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  filter: ListFilter
  /** Besides what every list is filtered by. */
  isMatch: (row: Row) => boolean
  /** What the search looks through. */
  textOf: (row: Row) => string
  /** Keeps the list's own filters. */
  onFilter: (filter: ListFilter) => void
  onClear: () => void
  /** Filters of the list's own. */
  filters: ReactNode
  addButton: ReactNode
  empty: { icon: LucideIcon; title: string; text: string; action: ReactNode }
}

const PER_PAGE = 25

/** Everything of one kind in the workspace: search, filters, table and pages. */
export function ListPage<Row extends Listed>(props: ListPageProps<Row>) {
  const { title, description, words, rows, columns, filter, addButton, empty } = props
  if (rows.length === 0) {
    return (
      <>
        <PageHeader title={title} description={description} />
        <Card>
          <EmptyState icon={empty.icon} title={empty.title} action={empty.action}>
            {empty.text}
          </EmptyState>
        </Card>
      </>
    )
  }
  const found = rows.filter((row) => matches(row, props))
  const { page, shown } = pageOf(found, filter.page, PER_PAGE)
  return (
    <>
      <PageHeader title={title} description={description} actions={addButton} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Filters {...props} />
        <Card>
          {found.length === 0 ? (
            <EmptyState
              icon={SearchX}
              title={`No ${words.one} fits these filters`}
              action={
                <Button variant="secondary" onClick={props.onClear}>
                  Clear the filters
                </Button>
              }
            />
          ) : (
            <DataTable
              label={title}
              linked
              className="table-fixed"
              columns={columns}
              rows={shown}
            />
          )}
        </Card>
        <Pager
          page={page}
          perPage={PER_PAGE}
          total={found.length}
          what={words.many}
          onPage={(next) => props.onFilter({ ...filter, page: next })}
        />
      </div>
    </>
  )
}

function Filters<Row extends Listed>(props: ListPageProps<Row>) {
  const { words, rows, filter, filters } = props
  const { q, type, status } = filter
  // Another choice starts at the first page.
  const set = (change: ListFilter) => props.onFilter({ q, type, status, ...change })
  const types = new Map(rows.map(({ metadata }) => [metadata.slug, metadata.name]))
  return (
    <div className="flex flex-wrap gap-2">
      <SearchInput
        label={`Search ${words.many}`}
        value={q ?? ''}
        onChange={(text) => set({ q: text || undefined })}
        className="grow basis-full sm:max-w-sm sm:basis-0"
      />
      <FilterSelect
        label="Type"
        all="All types"
        value={type}
        options={[...types].map(([value, name]) => ({ value, name }))}
        onChange={(next) => set({ type: next })}
      />
      {filters}
      <FilterSelect
        label="State"
        all="On and off"
        value={status}
        options={[
          { value: 'enabled', name: 'Enabled' },
          { value: 'disabled', name: 'Disabled' },
        ]}
        // One of the two options above.
        onChange={(next) => set({ status: next as ListFilter['status'] })}
      />
    </div>
  )
}

function matches<Row extends Listed>(row: Row, props: ListPageProps<Row>): boolean {
  const { q = '', type, status } = props.filter
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  const text = props.textOf(row).toLowerCase()
  return (
    words.every((word) => text.includes(word)) &&
    (type === undefined || row.metadata.slug === type) &&
    (status === undefined || row.enabled === (status === 'enabled')) &&
    props.isMatch(row)
  )
}
