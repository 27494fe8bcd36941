import { AlertDialog as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'
import { MODAL_CLASSES, OVERLAY_CLASSES } from './dialog.tsx'

export const AlertDialog = Primitive.Root
export const AlertDialogTrigger = Primitive.Trigger
export const AlertDialogCancel = Primitive.Cancel
export const AlertDialogAction = Primitive.Action

export function AlertDialogContent({
  className,
  ...rest
}: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={OVERLAY_CLASSES} />
      <Primitive.Content className={cn(MODAL_CLASSES, 'max-w-md', className)} {...rest} />
    </Primitive.Portal>
  )
}

export function AlertDialogTitle({ className, ...rest }: ComponentProps<typeof Primitive.Title>) {
  return <Primitive.Title className={cn('text-lg font-semibold', className)} {...rest} />
}

export function AlertDialogDescription({
  className,
  ...rest
}: ComponentProps<typeof Primitive.Description>) {
  return (
    <Primitive.Description className={cn('text-sm text-muted-foreground', className)} {...rest} />
  )
}
