import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { auditFiltersQuery } from '../../api/audit.ts'
import { FilterSelect } from '../../components/filter-select.tsx'
import { SearchInput } from '../../components/search-input.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Input } from '../../components/ui/input.tsx'
import { Label } from '../../components/ui/label.tsx'
import type { AuditSearch } from './audit-search.ts'
import { wordsOf } from './audit-table.tsx'

const route = getRouteApi('/app/settings/audit-trail')

type FilterName = 'q' | 'type' | 'actor' | 'resourceType' | 'from' | 'to'

/** Each filter is a part of the page's address; changing one starts at the newest entry again. */
export function AuditFilters() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data } = useQuery(auditFiltersQuery())
  const set = (name: FilterName, value: string | undefined) =>
    void navigate({
      search: (before) => ({ ...before, [name]: value || undefined, cursor: undefined }),
      replace: true,
      resetScroll: false,
    })
  const isFiltered = (['q', 'type', 'actor', 'resourceType', 'from', 'to'] as const).some(
    (name) => search[name] !== undefined,
  )
  return (
    <search className="mb-4 flex flex-wrap items-end gap-2">
      <SearchInput
        label="Search the audit trail"
        placeholder="Search"
        value={search.q ?? ''}
        onChange={(text) => set('q', text)}
        className="w-full sm:w-48"
      />
      <FilterSelect
        label="Event"
        all="All events"
        value={search.type}
        options={(data?.types ?? []).map((type) => ({ value: type, name: type }))}
        onChange={(type) => set('type', type)}
      />
      <FilterSelect
        label="By"
        all="Everybody"
        value={search.actor}
        options={(data?.actors ?? []).map(({ id, name }) => ({ value: id, name }))}
        onChange={(actor) => set('actor', actor)}
      />
      <FilterSelect
        label="Resource"
        all="All resources"
        value={search.resourceType}
        options={(data?.resourceTypes ?? []).map((value) => ({ value, name: wordsOf(value) }))}
        onChange={(type) => set('resourceType', type)}
      />
      <div className="flex w-full gap-2 sm:w-auto">
        <Day label="From" name="from" search={search} onChange={(day) => set('from', day)} />
        <Day label="To" name="to" search={search} onChange={(day) => set('to', day)} />
      </div>
      {isFiltered && (
        <Button
          variant="ghost"
          onClick={() => void navigate({ search: {}, replace: true, resetScroll: false })}
        >
          <X aria-hidden="true" />
          Clear
        </Button>
      )}
    </search>
  )
}

interface DayProps {
  label: string
  name: 'from' | 'to'
  search: AuditSearch
  onChange: (day: string) => void
}

function Day({ label, name, search, onChange }: DayProps) {
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2 max-sm:flex-col max-sm:items-start max-sm:gap-1 sm:flex-none">
      <Label htmlFor={`audit-${name}`} className="font-normal text-muted-foreground">
        {label}
      </Label>
      <Input
        id={`audit-${name}`}
        type="date"
        value={search[name] ?? ''}
        {...(name === 'from' ? { max: search.to } : { min: search.from })}
        onChange={(event) => onChange(event.currentTarget.value)}
        className="w-full sm:w-34"
      />
    </div>
  )
}
