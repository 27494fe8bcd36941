import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

/** Scrolls sideways what is too wide; focusable, because a keyboard could not scroll it otherwise. */
export function ScrollRegion({
  label,
  className,
  ...rest
}: ComponentProps<'section'> & { label: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
      tabIndex={0}
      className={cn('relative overflow-x-auto', className)}
      {...rest}
    />
  )
}
