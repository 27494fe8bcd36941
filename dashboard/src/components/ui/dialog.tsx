import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

export const Dialog = Primitive.Root
export const DialogTrigger = Primitive.Trigger
export const DialogClose = Primitive.Close

export const OVERLAY_CLASSES =
  'fixed inset-0 z-50 bg-black/45 backdrop-blur-[2px] data-[state=open]:animate-in'
export const MODAL_CLASSES =
  'fixed top-1/2 left-1/2 z-50 grid grid-cols-[minmax(0,1fr)] max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 gap-4 overflow-y-auto rounded-xl border bg-popover p-6 shadow-pop outline-none data-[state=open]:animate-in'

export function DialogContent({
  className,
  children,
  ...rest
}: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={OVERLAY_CLASSES} />
      <Primitive.Content className={cn(MODAL_CLASSES, className)} {...rest}>
        {children}
        <Primitive.Close
          className="absolute top-3.5 right-3.5 grid size-8 place-items-center rounded-md text-muted-foreground hover:bg-muted hover:text-foreground"
          aria-label="Close"
        >
          <X className="size-4" aria-hidden="true" />
        </Primitive.Close>
      </Primitive.Content>
    </Primitive.Portal>
  )
}

export function DialogHeader({ className, ...rest }: ComponentProps<'div'>) {
  return <div className={cn('grid gap-1.5 pr-8', className)} {...rest} />
}

export function DialogFooter({ className, ...rest }: ComponentProps<'div'>) {
  return (
    <div
      className={cn('flex flex-col-reverse gap-2 pt-2 sm:flex-row sm:justify-end', className)}
      {...rest}
    />
  )
}

export function DialogTitle({ className, ...rest }: ComponentProps<typeof Primitive.Title>) {
  return <Primitive.Title className={cn('text-lg font-semibold', className)} {...rest} />
}

export function DialogDescription({
  className,
  ...rest
}: ComponentProps<typeof Primitive.Description>) {
  return (
    <Primitive.Description className={cn('text-sm text-muted-foreground', className)} {...rest} />
  )
}

function focusItself(event: Event): void {
  event.preventDefault()
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
}

/** A dialog at the side of the window: the navigation on a phone, details beside a list. */
export function SheetContent({
  className,
  side = 'left',
  children,
  ...rest
}: ComponentProps<typeof Primitive.Content> & { side?: 'left' | 'right' }) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={OVERLAY_CLASSES} />
      <Primitive.Content
        className={cn(
          'fixed inset-y-0 z-50 w-full overflow-y-auto bg-popover shadow-pop outline-none',
          side === 'left'
            ? 'left-0 max-w-72 border-r data-[state=open]:animate-sheet'
            : 'right-0 max-w-2xl border-l data-[state=open]:animate-in',
          className,
        )}
        // Details are read from their start, which the first button in them is not.
        {...(side === 'right' && { onOpenAutoFocus: focusItself })}
        {...rest}
      >
        {children}
        <Primitive.Close
          className="absolute top-3 right-3 grid size-8 place-items-center rounded-md text-muted-foreground hover:bg-muted hover:text-foreground"
          aria-label="Close"
        >
          <X className="size-4" aria-hidden="true" />
        </Primitive.Close>
      </Primitive.Content>
    </Primitive.Portal>
  )
}
