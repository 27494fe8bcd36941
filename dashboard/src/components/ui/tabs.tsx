import { Tabs as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

export const Tabs = Primitive.Root
export const TabsContent = Primitive.Content

/** Also for links that look like tabs: pages of one thing, each with its own address. */
export const TAB_LIST_CLASSES =
  'flex overflow-x-auto border-b [scrollbar-width:none] *:shrink-0 sm:gap-1'
export const TAB_CLASSES =
  '-mb-px border-b-2 border-transparent px-2 py-2.5 text-sm font-medium text-muted-foreground hover:text-foreground sm:px-3 focus-visible:-outline-offset-2 data-[state=active]:border-primary data-[state=active]:text-foreground data-[status=active]:border-primary data-[status=active]:text-foreground'

export function TabsList({ className, ...rest }: ComponentProps<typeof Primitive.List>) {
  return <Primitive.List className={cn(TAB_LIST_CLASSES, className)} {...rest} />
}

export function TabsTrigger({ className, ...rest }: ComponentProps<typeof Primitive.Trigger>) {
  return <Primitive.Trigger className={cn(TAB_CLASSES, className)} {...rest} />
}
