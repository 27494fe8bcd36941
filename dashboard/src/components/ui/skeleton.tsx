import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

/** Holds the place of what is being loaded; give it the size of what will come. */
export function Skeleton({ className, ...rest }: ComponentProps<'div'>) {
  return (
    <div
      aria-hidden="true"
      className={cn('animate-pulse rounded-md bg-muted', className)}
      {...rest}
    />
  )
}
