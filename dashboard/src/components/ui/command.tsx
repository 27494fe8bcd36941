import { Command as Primitive } from 'cmdk'
import { Search } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

export function Command({ className, ...rest }: ComponentProps<typeof Primitive>) {
  return <Primitive className={cn('flex flex-col overflow-hidden', className)} {...rest} />
}

export function CommandInput({ className, ...rest }: ComponentProps<typeof Primitive.Input>) {
  return (
    <div className="flex items-center gap-2.5 border-b px-4">
      <Search className="size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
      <Primitive.Input
        className={cn(
          'h-12 w-full bg-transparent pr-8 text-sm outline-none placeholder:text-muted-foreground',
          className,
        )}
        {...rest}
      />
    </div>
  )
}

export function CommandList({ className, ...rest }: ComponentProps<typeof Primitive.List>) {
  return (
    <Primitive.List
      className={cn('max-h-[min(24rem,60dvh)] scroll-py-2 overflow-y-auto p-2', className)}
      {...rest}
    />
  )
}

export function CommandEmpty(props: ComponentProps<typeof Primitive.Empty>) {
  return <Primitive.Empty className="py-8 text-center text-sm text-muted-foreground" {...props} />
}

export function CommandGroup({ className, ...rest }: ComponentProps<typeof Primitive.Group>) {
  return (
    <Primitive.Group
      className={cn(
        '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted-foreground',
        className,
      )}
      {...rest}
    />
  )
}

export function CommandItem({ className, ...rest }: ComponentProps<typeof Primitive.Item>) {
  return (
    <Primitive.Item
      className={cn(
        "flex items-center gap-3 rounded-md px-2 py-2 text-sm select-none data-[selected=true]:bg-accent data-[selected=true]:text-accent-foreground [&_svg:not([class*='size-'])]:size-4",
        className,
      )}
      {...rest}
    />
  )
}
