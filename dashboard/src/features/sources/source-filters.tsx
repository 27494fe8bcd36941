import type { SourceAnswer } from '../../api/source-details.ts'
import { FilterSelect } from '../../components/filter-select.tsx'
import { SearchInput } from '../../components/search-input.tsx'

/** As it stands in the page's address. */
export interface SourceFilter {
  q?: string | undefined
  type?: string | undefined
  label?: string | undefined
  status?: 'enabled' | 'disabled' | undefined
}

export interface SourceFiltersProps {
  sources: readonly SourceAnswer[]
  filter: SourceFilter
  onChange: (filter: SourceFilter) => void
}

/** Offers what occurs among the sources. */
export function SourceFilters({ sources, filter, onChange }: SourceFiltersProps) {
  const { q, type, label, status } = filter
  const now = { q, type, label, status }
  const types = new Map(sources.map(({ metadata }) => [metadata.slug, metadata.name]))
  const labels = new Set(
    sources.flatMap((source) => source.labels.map(({ key, value }) => `${key}:${value}`)),
  )
  return (
    <div className="flex flex-wrap gap-2">
      <SearchInput
        label="Search sources"
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
      {(labels.size > 0 || label !== undefined) && (
        <FilterSelect
          label="Label"
          all="All labels"
          value={label}
          options={[...labels].map((value) => ({ value, name: value }))}
          onChange={(next) => onChange({ ...now, label: next })}
        />
      )}
      <FilterSelect
        label="State"
        all="On and off"
        value={status}
        options={[
          { value: 'enabled', name: 'Enabled' },
          { value: 'disabled', name: 'Disabled' },
        ]}
        // One of the two options above.
        onChange={(next) => onChange({ ...now, status: next as SourceFilter['status'] })}
      />
    </div>
  )
}
