import { CalendarRange } from 'lucide-react'
import { TIME_RANGES, type TimeRange } from '../format/time-range.ts'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from './ui/select.tsx'

export interface TimeRangeSelectProps {
  value: TimeRange
  onChange: (range: TimeRange) => void
}

/** How far back a page looks. Its choice belongs into the page's address. */
export function TimeRangeSelect({ value, onChange }: TimeRangeSelectProps) {
  return (
    // What comes back is one of the items below.
    <Select value={value} onValueChange={(range) => onChange(range as TimeRange)}>
      <SelectTrigger aria-label="Time range" className="w-auto">
        <span className="flex items-center gap-2">
          <CalendarRange className="size-4 text-muted-foreground" aria-hidden="true" />
          <SelectValue />
        </span>
      </SelectTrigger>
      <SelectContent>
        {Object.entries(TIME_RANGES).map(([range, { label }]) => (
          <SelectItem key={range} value={range}>
            {label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}
