import type { DestinationAnswer } from '../../api/destination-details.ts'
import type { SourceAnswer } from '../../api/source-details.ts'
import { FilterSelect } from '../../components/filter-select.tsx'
import { SearchInput } from '../../components/search-input.tsx'

/** As it stands in the page's address. */
export interface DestinationFilter {
  q?: string | undefined
  type?: string | undefined
  source?: string | undefined
  status?: 'enabled' | 'disabled' | undefined
}

export interface DestinationFiltersProps {
  destinations: readonly DestinationAnswer[]
  sources: readonly SourceAnswer[]
  filter: DestinationFilter
  onChange: (filter: DestinationFilter) => void
}

/** Offers what occurs among the destinations. */
export function DestinationFilters(props: DestinationFiltersProps) {
  const { destinations, sources, filter, onChange } = props
  const { q, type, source, status } = filter
  const now = { q, type, source, status }
  const types = new Map(destinations.map(({ metadata }) => [metadata.slug, metadata.name]))
  const used = new Set(destinations.map(({ sourceId }) => sourceId))
  return (
    <div className="flex flex-wrap gap-2">
      <SearchInput
        label="Search destinations"
        value={q ?? ''}
        onChange={(text) => onChange({ ...now, q: text || undefined })}
        className="grow basis-full sm:max-w-sm sm:basis-0"
      />
      <FilterSelect
        label="Type"
        all="All types"
        value={type}
        options={[...types].map(([value, name]) => ({ value, name }))}
        onChange={(next) => onChange({ ...now, type: next })}
      />
      <FilterSelect
        label="Source"
        all="All sources"
        value={source}
        options={sources
          .filter(({ id }) => used.has(id))
          .map(({ id, name }) => ({ value: id, name }))}
        onChange={(next) => onChange({ ...now, source: next })}
      />
      <FilterSelect
        label="State"
        all="On and off"
        value={status}
        options={[
          { value: 'enabled', name: 'Enabled' },
          { value: 'disabled', name: 'Disabled' },
        ]}
        // One of the two options above.
        onChange={(next) => onChange({ ...now, status: next as DestinationFilter['status'] })}
      />
    </div>
  )
}
