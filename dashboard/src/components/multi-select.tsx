import { Check, ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { cn } from './ui/cn.ts'
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from './ui/command.tsx'
import { CONTROL_CLASSES } from './ui/input.tsx'
import { Popover, PopoverContent, PopoverTrigger } from './ui/popover.tsx'

export interface MultiSelectProps {
  /** What is chosen from: "Sources". */
  label: string
  /** Shown while nothing is chosen. */
  placeholder: string
  options: readonly { id: string; name: string }[]
  value: readonly string[]
  onChange: (ids: string[]) => void
  id?: string
  className?: string
}

/** Several of many, with a search. */
export function MultiSelect(props: MultiSelectProps) {
  const { label, placeholder, options, value, onChange, id, className } = props
  const [host, setHost] = useState<HTMLElement | null>(null)
  const chosen = options.filter((option) => value.includes(option.id))
  const toggle = (option: string) =>
    onChange(value.includes(option) ? value.filter((it) => it !== option) : [...value, option])
  return (
    <Popover>
      <PopoverTrigger
        id={id}
        ref={(element) => setHost(element?.closest<HTMLElement>('[role=dialog]') ?? null)}
        aria-label={`${label}: ${chosen.map(({ name }) => name).join(', ') || 'none chosen'}`}
        className={cn(
          CONTROL_CLASSES,
          'flex h-9 items-center justify-between gap-2 px-3 text-left',
          className,
        )}
      >
        <span className={cn('truncate', chosen.length === 0 && 'text-muted-foreground')}>
          {chosen.length === 0 ? placeholder : chosen.map(({ name }) => name).join(', ')}
        </span>
        <ChevronDown className="size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
      </PopoverTrigger>
      <PopoverContent
        container={host}
        className="w-(--radix-popover-trigger-width) min-w-64"
        aria-label={label}
      >
        <Command label={label}>
          <CommandInput placeholder={`Search ${label.toLowerCase()}`} className="h-10" />
          <CommandList className="max-h-60">
            <CommandEmpty>Nothing has that name.</CommandEmpty>
            <CommandGroup>
              {options.map((option) => (
                <CommandItem
                  key={option.id}
                  value={`${option.name} ${option.id}`}
                  onSelect={() => toggle(option.id)}
                >
                  <Check
                    aria-hidden="true"
                    className={cn('text-primary', !value.includes(option.id) && 'invisible')}
                  />
                  {option.name}
                  <span className="sr-only">{value.includes(option.id) ? ' (chosen)' : ''}</span>
                </CommandItem>
              ))}
            </CommandGroup>
          </CommandList>
        </Command>
      </PopoverContent>
    </Popover>
  )
}
