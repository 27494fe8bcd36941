import { Eraser, Pause, Play } from 'lucide-react'
import type { RefObject } from 'react'
import { STATE_IDS, STATES, TYPE_IDS } from '../../components/event-words.ts'
import { SearchInput } from '../../components/search-input.tsx'
import { Button } from '../../components/ui/button.tsx'
import { CheckFilter } from './check-filter.tsx'
import { ExactFilters } from './exact-filters.tsx'
import { type DebuggerSearch, joined, listOf } from './filter-of.ts'

const TYPE_OPTIONS = TYPE_IDS.map((value) => ({ value, name: value }))
const STATE_OPTIONS = STATE_IDS.map((value) => ({ value, name: STATES[value].word }))

export interface DebuggerToolbarProps {
  search: DebuggerSearch
  onSearch: (change: Partial<DebuggerSearch>) => void
  searchBox: RefObject<HTMLDivElement | null>
}

/** What is looked for. All of it is in the address, and decided by the service. */
export function DebuggerToolbar({ search, onSearch, searchBox }: DebuggerToolbarProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div ref={searchBox} className="w-full sm:w-64 sm:flex-1 lg:max-w-80">
        <SearchInput
          label="Search in events"
          placeholder="Search in events ( / )"
          value={search.q ?? ''}
          onChange={(q) => onSearch({ q: q || undefined })}
        />
      </div>
      <CheckFilter
        label="Type"
        all="All types"
        options={TYPE_OPTIONS}
        value={listOf(search.type, TYPE_IDS)}
        onChange={(types) => onSearch({ type: joined(types) })}
      />
      <CheckFilter
        label="State"
        all="All states"
        options={STATE_OPTIONS}
        value={listOf(search.state, STATE_IDS)}
        onChange={(states) => onSearch({ state: joined(states) })}
      />
      <ExactFilters value={{ name: search.name, user: search.user }} onChange={onSearch} />
    </div>
  )
}

export interface PlayButtonsProps {
  paused: boolean
  waiting: number
  onToggle: () => void
  onClear: () => void
}

export function PlayButtons({ paused, waiting, onToggle, onClear }: PlayButtonsProps) {
  const Icon = paused ? Play : Pause
  return (
    <div className="flex gap-2">
      <Button
        variant={paused ? 'primary' : 'secondary'}
        size="sm"
        aria-keyshortcuts="Space"
        onClick={onToggle}
      >
        <Icon aria-hidden="true" />
        {paused ? `Resume${waiting > 0 ? ` · ${waiting} new` : ''}` : 'Pause'}
      </Button>
      <Button variant="ghost" size="sm" onClick={onClear}>
        <Eraser aria-hidden="true" />
        Clear
      </Button>
    </div>
  )
}
