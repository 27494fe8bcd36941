import { Popover as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

export const Popover = Primitive.Root
export const PopoverTrigger = Primitive.Trigger

export function PopoverContent({
  className,
  container,
  ...rest
}: ComponentProps<typeof Primitive.Content> & { container?: HTMLElement | null }) {
  return (
    // Inside a dialog, its element has to be the container, or the dialog would not let it scroll.
    <Primitive.Portal {...(container && { container })}>
      <Primitive.Content
        sideOffset={4}
        collisionPadding={8}
        align="start"
        className={cn(
          'z-50 rounded-lg border bg-popover shadow-pop outline-none data-[state=open]:animate-in',
          className,
        )}
        {...rest}
      />
    </Primitive.Portal>
  )
}
