import { BookOpenCheck, Check, ChevronDown } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { DestinationAnswer } from '../../api/destinations.ts'
import type { SourceAnswer } from '../../api/sources.ts'
import { cn } from '../../components/ui/cn.ts'
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '../../components/ui/command.tsx'
import { CONTROL_CLASSES } from '../../components/ui/input.tsx'
import { Popover, PopoverContent, PopoverTrigger } from '../../components/ui/popover.tsx'

/** Whose books are open. */
export type Book =
  | { of: 'all' }
  | { of: 'source'; source: SourceAnswer }
  | { of: 'destination'; destination: DestinationAnswer }

export interface BookPickerProps {
  book: Book
  sources: readonly SourceAnswer[]
  destinations: readonly DestinationAnswer[]
  onChange: (ids: { source?: string; destination?: string }) => void
}

/** All sources, one of them, or one destination. */
export function BookPicker({ book, sources, destinations, onChange }: BookPickerProps) {
  const [open, setOpen] = useState(false)
  const choose = (ids: { source?: string; destination?: string }) => {
    onChange(ids)
    setOpen(false)
  }
  const sourceNames = new Map(sources.map(({ id, name }) => [id, name]))
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        className={cn(CONTROL_CLASSES, 'flex h-9 w-full items-center gap-2 px-3 sm:w-80')}
      >
        <BookOpenCheck className="size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
        <span className="sr-only">Books of:</span>
        <span className="truncate">{nameOf(book)}</span>
        <ChevronDown className="ml-auto size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
      </PopoverTrigger>
      <PopoverContent className="w-88 max-w-[calc(100vw-1rem)]" aria-label="Books of">
        <Command label="Books of">
          <CommandInput placeholder="Search sources and destinations" className="h-10" />
          <CommandList>
            <CommandEmpty>Nothing has that name.</CommandEmpty>
            <CommandGroup>
              <Choice
                value="All sources all"
                chosen={book.of === 'all'}
                onSelect={() => choose({})}
              >
                All sources
              </Choice>
            </CommandGroup>
            <CommandGroup heading="Sources">
              {sources.map(({ id, name }) => (
                <Choice
                  key={id}
                  value={`${name} ${id}`}
                  chosen={book.of === 'source' && book.source.id === id}
                  onSelect={() => choose({ source: id })}
                >
                  {name}
                </Choice>
              ))}
            </CommandGroup>
            {destinations.length > 0 && (
              <CommandGroup heading="Destinations">
                {destinations.map(({ id, name, sourceId }) => (
                  <Choice
                    key={id}
                    value={`${name} ${id}`}
                    chosen={book.of === 'destination' && book.destination.id === id}
                    onSelect={() => choose({ destination: id })}
                  >
                    {name}
                    <span className="block text-[0.8125rem] text-muted-foreground">
                      from {sourceNames.get(sourceId) ?? 'a source that you may not see'}
                    </span>
                  </Choice>
                ))}
              </CommandGroup>
            )}
          </CommandList>
        </Command>
      </PopoverContent>
    </Popover>
  )
}

function nameOf(book: Book): string {
  if (book.of === 'source') return book.source.name
  return book.of === 'destination' ? book.destination.name : 'All sources'
}

interface ChoiceProps {
  value: string
  chosen: boolean
  onSelect: () => void
  children: ReactNode
}

function Choice({ value, chosen, onSelect, children }: ChoiceProps) {
  return (
    <CommandItem value={value} onSelect={onSelect}>
      <Check aria-hidden="true" className={cn('shrink-0 text-primary', !chosen && 'invisible')} />
      <span className="min-w-0 wrap-anywhere">
        {children}
        {chosen && <span className="sr-only"> (chosen)</span>}
      </span>
    </CommandItem>
  )
}
