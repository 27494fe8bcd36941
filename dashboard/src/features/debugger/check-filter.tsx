import { ChevronDown } from 'lucide-react'
import { useId } from 'react'
import { Checkbox } from '../../components/ui/checkbox.tsx'
import { cn } from '../../components/ui/cn.ts'
import { CONTROL_CLASSES } from '../../components/ui/input.tsx'
import { Popover, PopoverContent, PopoverTrigger } from '../../components/ui/popover.tsx'

export interface CheckFilterProps<T extends string> {
  /** "Type" */
  label: string
  /** The choice of not filtering, in words. */
  all: string
  options: readonly { value: T; name: string }[]
  value: readonly T[]
  onChange: (value: T[]) => void
}

/** A filter with a few choices, several of which may hold. */
export function CheckFilter<T extends string>(props: CheckFilterProps<T>) {
  const { label, all, options, value, onChange } = props
  const id = useId()
  const chosen = options.filter((option) => value.includes(option.value))
  const said =
    chosen.length === 0
      ? all
      : chosen.length <= 2
        ? chosen.map(({ name }) => name).join(', ')
        : `${chosen.length} of ${options.length}`
  const toggle = (one: T) => {
    const next = value.includes(one) ? value.filter((it) => it !== one) : [...value, one]
    // All of them is the same as none, and shorter.
    onChange(next.length === options.length ? [] : next)
  }
  return (
    <Popover>
      <PopoverTrigger
        aria-label={`${label}: ${chosen.length === 0 ? all : chosen.map(({ name }) => name).join(', ')}`}
        className={cn(
          CONTROL_CLASSES,
          'flex h-9 w-auto max-w-full items-center justify-between gap-2 px-3 text-left whitespace-nowrap',
        )}
      >
        <span className="truncate">{said}</span>
        <ChevronDown className="size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
      </PopoverTrigger>
      <PopoverContent aria-label={label} className="min-w-44 p-1.5">
        {options.map((option) => (
          <label
            key={option.value}
            htmlFor={`${id}-${option.value}`}
            className="flex items-center gap-2.5 rounded-sm px-2 py-1.5 text-sm hover:bg-accent"
          >
            <Checkbox
              id={`${id}-${option.value}`}
              checked={value.includes(option.value)}
              onCheckedChange={() => toggle(option.value)}
            />
            {option.name}
          </label>
        ))}
      </PopoverContent>
    </Popover>
  )
}
