import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

export const CONTROL_CLASSES =
  'w-full min-w-0 rounded-md border border-input bg-card text-sm text-foreground shadow-card placeholder:text-muted-foreground focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-ring disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-destructive'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(CONTROL_CLASSES, 'h-9 px-3', className)} {...rest} />
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cn(CONTROL_CLASSES, 'min-h-20 px-3 py-2', className)} {...rest} />
}
