import { CalendarRange } from 'lucide-react'
import type { SchemaKind, SchemaPeriod } from '../../api/schema.ts'
import { FilterSelect } from '../../components/filter-select.tsx'
import { SearchInput } from '../../components/search-input.tsx'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '../../components/ui/select.tsx'
import { Switch } from '../../components/ui/switch.tsx'
import type { Only, Sort } from './listing.ts'
import { isTraitKind, PERIOD_NAMES } from './wording.tsx'

export interface SchemaToolbarProps {
  kind: SchemaKind
  q: string
  only: Only | undefined
  period: SchemaPeriod
  archived: boolean
  sort: Sort
  onChange: (change: {
    q?: string | undefined
    only?: Only | undefined
    period?: SchemaPeriod | undefined
    archived?: true | undefined
    sort?: Sort | undefined
  }) => void
}

const SORTS: Record<Sort, string> = {
  recent: 'Last seen first',
  oldest: 'First seen first',
  name: 'By name',
  allowed: 'Most allowed',
  blocked: 'Most blocked',
}

/** What is listed, and how far back its counts go. */
export function SchemaToolbar(props: SchemaToolbarProps) {
  const { kind, q, only, period, archived, sort, onChange } = props
  const what = kind === 'track' ? 'events' : isTraitKind(kind) ? 'traits' : 'properties'
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchInput
        label={`Search ${what}`}
        value={q}
        onChange={(text) => onChange({ q: text || undefined })}
        className="grow basis-full sm:max-w-sm sm:basis-0"
      />
      <FilterSelect
        label="Show"
        all={`All ${what}`}
        value={only}
        options={[
          { value: 'blocked', name: 'Blocked only' },
          { value: 'hints', name: 'With naming hints' },
        ]}
        // One of the two options above.
        onChange={(next) => onChange({ only: next as Only | undefined })}
      />
      <PeriodSelect value={period} onChange={(next) => onChange({ period: next })} />
      <Select
        value={sort}
        // A key of the table above.
        onValueChange={(next) => onChange({ sort: next as Sort })}
      >
        <SelectTrigger aria-label="Order" className="w-auto sm:hidden">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          {Object.entries(SORTS).map(([value, name]) => (
            <SelectItem key={value} value={value}>
              {name}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      {kind === 'track' && (
        // biome-ignore lint/a11y/noLabelWithoutControl: the switch below is one, a button that the rule does not know
        <label className="ml-1 flex h-9 items-center gap-2 text-sm">
          <Switch
            checked={archived}
            onCheckedChange={(on) => onChange({ archived: on ? true : undefined })}
          />
          Archived too
        </label>
      )}
    </div>
  )
}

interface PeriodSelectProps {
  value: SchemaPeriod
  onChange: (period: SchemaPeriod) => void
}

function PeriodSelect({ value, onChange }: PeriodSelectProps) {
  return (
    // A key of the table below.
    <Select value={value} onValueChange={(period) => onChange(period as SchemaPeriod)}>
      <SelectTrigger aria-label="Period of the counts" className="w-auto">
        <span className="flex items-center gap-2">
          <CalendarRange className="size-4 text-muted-foreground" aria-hidden="true" />
          <SelectValue />
        </span>
      </SelectTrigger>
      <SelectContent>
        {Object.entries(PERIOD_NAMES).map(([period, name]) => (
          <SelectItem key={period} value={period}>
            {name}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}
