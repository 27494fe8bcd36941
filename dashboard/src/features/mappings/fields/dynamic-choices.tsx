import { useInfiniteQuery } from '@tanstack/react-query'
import { ListFilter, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { dynamicChoices } from '../../../api/mappings.ts'
import { Button } from '../../../components/ui/button.tsx'
import { cn } from '../../../components/ui/cn.ts'
import {
  Command,
  CommandEmpty,
  CommandInput,
  CommandItem,
  CommandList,
} from '../../../components/ui/command.tsx'
import { Popover, PopoverContent, PopoverTrigger } from '../../../components/ui/popover.tsx'
import { Skeleton } from '../../../components/ui/skeleton.tsx'
import { useMappingScope } from './mapping-scope.tsx'

export interface DynamicChoicesProps {
  name: string
  place: string
  onChoose: (value: string) => void
  className?: string
}

/** Choices that the partner offers, asked for with the destination's credentials when the list is opened. */
export function DynamicChoices({ name, place, onChoose, className }: DynamicChoicesProps) {
  const [open, setOpen] = useState(false)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Choices for ${name}`}
          className={cn('text-muted-foreground', className)}
        >
          <ListFilter aria-hidden="true" />
        </Button>
      </PopoverTrigger>
      <PopoverContent
        align="end"
        aria-label={`Choices for ${name}`}
        className="w-[min(24rem,calc(100vw-2rem))]"
      >
        <Choices
          name={name}
          place={place}
          onChoose={(value) => {
            setOpen(false)
            onChoose(value)
          }}
        />
      </PopoverContent>
    </Popover>
  )
}

function Choices({ name, place, onChoose }: Omit<DynamicChoicesProps, 'className'>) {
  const { destinationId, requestChoices } = useMappingScope()
  const request = requestChoices(place)
  const query = useInfiniteQuery({
    queryKey: ['destinations', destinationId, 'choices', request],
    queryFn: ({ pageParam }) => dynamicChoices(destinationId, requestChoices(place, pageParam)),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextPage }) => nextPage ?? undefined,
  })
  const { data, error, isFetching, refetch, hasNextPage, fetchNextPage } = query
  const choices = data?.pages.flatMap((page) => page.choices) ?? []
  const problem = error?.message ?? data?.pages.at(-1)?.error ?? null
  return (
    <Command label={`Choices for ${name}`}>
      <div className="relative">
        <CommandInput placeholder="Search choices" className="h-10" />
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Ask the partner again"
          onClick={() => void refetch()}
          className="absolute top-1 right-1 bg-popover text-muted-foreground"
        >
          <RefreshCw className={isFetching ? 'animate-spin' : undefined} aria-hidden="true" />
        </Button>
      </div>
      {problem !== null && (
        <p role="alert" className="px-4 py-3 text-[0.8125rem] text-destructive wrap-anywhere">
          {problem}
        </p>
      )}
      {data === undefined && error === null ? (
        <div role="status" className="grid gap-2 p-3">
          <span className="sr-only">Asking the partner</span>
          <Skeleton className="h-7" />
          <Skeleton className="h-7" />
        </div>
      ) : (
        <CommandList className="max-h-64">
          {problem === null && <CommandEmpty>There is nothing to choose from.</CommandEmpty>}
          {choices.map(({ value, label, description }) => (
            <CommandItem key={value} value={`${label} ${value}`} onSelect={() => onChoose(value)}>
              <span className="min-w-0 wrap-anywhere">
                {label}
                <span className="block text-xs text-muted-foreground">{description ?? value}</span>
              </span>
            </CommandItem>
          ))}
          {hasNextPage && (
            <CommandItem value="more" onSelect={() => void fetchNextPage()}>
              Show more
            </CommandItem>
          )}
        </CommandList>
      )}
    </Command>
  )
}
