import { Check, ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { parseFql } from '../../../../worker/domain/fql/parse.ts'
import { cn } from '../ui/cn.ts'
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '../ui/command.tsx'
import { CONTROL_CLASSES } from '../ui/input.tsx'
import { Popover, PopoverContent, PopoverTrigger } from '../ui/popover.tsx'
import { type FieldGroup, pathOf, type SourceField } from './source-fields.ts'

export interface FieldPickerProps {
  /** Names it: "Field of condition 2". */
  label: string
  fields: readonly SourceField[]
  /** Keys of what is chosen; empty while nothing is. */
  value: readonly string[]
  onChange: (keys: readonly string[], field: SourceField | undefined) => void
  /** Shown while nothing is chosen. */
  placeholder?: string
  /** Fields in the objects of lists too: not for conditions, which cannot ask about them. */
  withLists?: boolean
  invalid?: boolean
  className?: string
}

/** A source may have thousands of fields: so many are drawn, typing finds the others. */
const MAX_SHOWN = 60
const GROUPS: readonly FieldGroup[] = ['Event', 'Properties', 'Traits', 'Context']

/**
 * One field of a source's events, found by typing; a name that no event had yet is taken as it is typed, in the
 * spelling of the filter language. `useSourceFields` has the fields.
 */
export function FieldPicker(props: FieldPickerProps) {
  const { label, value, placeholder = 'Choose a field', invalid = false, className } = props
  const [open, setOpen] = useState(false)
  const [host, setHost] = useState<HTMLElement | null>(null)
  const chosen = value.length === 0 ? '' : pathOf(value)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        ref={(element) => setHost(element?.closest<HTMLElement>('[role=dialog]') ?? null)}
        aria-label={`${label}: ${chosen || placeholder}`}
        aria-invalid={invalid || undefined}
        className={cn(
          CONTROL_CLASSES,
          'flex h-9 items-center justify-between gap-2 px-3 text-left',
          className,
        )}
      >
        <span
          className={cn(
            'truncate',
            chosen === '' ? 'text-muted-foreground' : 'font-mono text-[0.8125rem]',
          )}
        >
          {chosen || placeholder}
        </span>
        <ChevronDown className="size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
      </PopoverTrigger>
      <PopoverContent
        container={host}
        className="w-[max(var(--radix-popover-trigger-width),min(22rem,calc(100vw-2rem)))]"
        aria-label={label}
      >
        <FieldList
          {...props}
          chosen={chosen}
          onChange={(keys, field) => {
            setOpen(false)
            props.onChange(keys, field)
          }}
        />
      </PopoverContent>
    </Popover>
  )
}

type FieldListProps = Pick<FieldPickerProps, 'label' | 'fields' | 'withLists' | 'onChange'> & {
  chosen: string
}

/** The search and what it finds, without the button. */
export function FieldList({ label, fields, withLists = false, chosen, onChange }: FieldListProps) {
  const [text, setText] = useState('')
  const words = text.toLowerCase().split(/\s+/)
  const found = fields.filter(
    ({ path, isInList }) =>
      (withLists || !isInList) && words.every((word) => path.toLowerCase().includes(word)),
  )
  const shown = found.slice(0, MAX_SHOWN)
  const typed = keysOf(text)
  const isNew = typed !== null && !found.some(({ path }) => path === pathOf(typed))
  return (
    <Command label={label} shouldFilter={false}>
      <CommandInput
        value={text}
        onValueChange={setText}
        placeholder="Search fields, or type a name"
        className="h-10"
      />
      <CommandList className="max-h-72">
        <CommandEmpty>
          No field has that name. A name is written as in{' '}
          <code className="font-mono text-xs">properties.total</code>.
        </CommandEmpty>
        {GROUPS.map((group) => {
          const inGroup = shown.filter((field) => field.group === group)
          if (inGroup.length === 0) return null
          return (
            <CommandGroup key={group} heading={group}>
              {inGroup.map((field) => (
                <CommandItem
                  key={`${field.isInList} ${field.path}`}
                  value={`${field.isInList} ${field.path}`}
                  onSelect={() => onChange(field.keys, field)}
                >
                  <Check
                    aria-hidden="true"
                    className={cn('shrink-0 text-primary', field.path !== chosen && 'invisible')}
                  />
                  <span className="min-w-0 flex-1 font-mono text-[0.8125rem] wrap-anywhere">
                    {field.path}
                  </span>
                  <span className="max-w-28 truncate text-xs text-muted-foreground">
                    {field.isInList ? 'in a list' : (field.values[0] ?? field.types.join(', '))}
                  </span>
                </CommandItem>
              ))}
            </CommandGroup>
          )
        })}
        {isNew && (
          <CommandGroup heading="Not seen yet">
            <CommandItem value={`new ${text}`} onSelect={() => onChange(typed, undefined)}>
              <span className="min-w-0 pl-7 wrap-anywhere">
                Use <code className="font-mono text-[0.8125rem]">{pathOf(typed)}</code>
              </span>
            </CommandItem>
          </CommandGroup>
        )}
        {found.length > shown.length && (
          <p className="px-2 py-1.5 text-xs text-muted-foreground">
            {found.length - shown.length} more: type to find them.
          </p>
        )}
      </CommandList>
    </Command>
  )
}

/** A name as the filter language writes it; null when it is none. */
function keysOf(text: string): readonly string[] | null {
  const parsed = parseFql(text)
  return parsed.ok && parsed.value.kind === 'path' ? parsed.value.keys : null
}
