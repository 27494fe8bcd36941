import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from './ui/select.tsx'

export interface FilterSelectProps {
  label: string
  /** The choice of not filtering, in words. */
  all: string
  value: string | undefined
  options: readonly { value: string; name: string }[]
  onChange: (value: string | undefined) => void
}

/** A value that no option has: a select cannot hold "none". */
const ALL = ' all'

/** One filter of a list. Its choice belongs into the page's address. */
export function FilterSelect({ label, all, value, options, onChange }: FilterSelectProps) {
  const known = value === undefined || options.some((option) => option.value === value)
  return (
    <Select
      value={value ?? ALL}
      onValueChange={(next) => onChange(next === ALL ? undefined : next)}
    >
      <SelectTrigger aria-label={label} className="w-auto max-w-full">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={ALL}>{all}</SelectItem>
        {options.map((option) => (
          <SelectItem key={option.value} value={option.value}>
            {option.name}
          </SelectItem>
        ))}
        {!known && value !== undefined && <SelectItem value={value}>{value}</SelectItem>}
      </SelectContent>
    </Select>
  )
}
