import { Slot } from 'radix-ui'
import { type ReactElement, type ReactNode, useId } from 'react'
import { cn } from './cn.ts'
import { Label } from './label.tsx'

export interface FieldProps {
  label: ReactNode
  /** One control; it gets the id, the description and the state of being wrong. */
  children: ReactElement
  hint?: ReactNode
  error?: string | undefined
  /** Beside the label, at the right: a link mostly. */
  aside?: ReactNode
  className?: string
}

/** A control with its label, its hint and what is wrong with it, tied together for everybody. */
export function Field({ label, children, hint, error, aside, className }: FieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={cn('grid gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-3">
        <Label htmlFor={id}>{label}</Label>
        {aside}
      </div>
      <Slot.Root
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
      >
        {children}
      </Slot.Root>
      {hint && (
        <p id={`${id}-hint`} className="text-[0.8125rem] text-muted-foreground">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-[0.8125rem] text-destructive">
          {error}
        </p>
      )}
    </div>
  )
}
