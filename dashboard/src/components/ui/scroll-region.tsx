import { type ComponentProps, useEffect, useState } from 'react'
import { cn } from './cn.ts'

/**
 * Scrolls what is too large for it. While there is something to scroll, the Tab key stops here, because a
 * keyboard could not reach the rest otherwise; while there is not, the key passes by.
 */
export function ScrollRegion({
  label,
  className,
  ...rest
}: Omit<ComponentProps<'section'>, 'ref' | 'tabIndex'> & { label: string }) {
  const [element, setElement] = useState<HTMLElement | null>(null)
  const scrolls = useScrolls(element)
  return (
    <section
      ref={setElement}
      aria-label={label}
      tabIndex={scrolls ? 0 : undefined}
      className={cn('relative overflow-x-auto', className)}
      {...rest}
    />
  )
}

function useScrolls(element: HTMLElement | null): boolean {
  const [scrolls, setScrolls] = useState(false)
  useEffect(() => {
    if (element === null) return
    const look = () =>
      setScrolls(
        element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight,
      )
    const observer = new ResizeObserver(look)
    observer.observe(element)
    // Its own size stays the same while its contents grow.
    for (const child of element.children) observer.observe(child)
    return () => observer.disconnect()
  }, [element])
  return scrolls
}
