import { useRouterState } from '@tanstack/react-router'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { cn } from './ui/cn.ts'
import { TAB_LIST_CLASSES } from './ui/tabs.tsx'

export interface TabNavProps {
  /** Names the navigation: "Source". */
  label: string
  /** Links with `TAB_CLASSES`. */
  children: ReactNode
}

/** The pages of one thing, side by side. Where they do not all fit, the edge fades and the open one is in sight. */
export function TabNav({ label, children }: TabNavProps) {
  const list = useRef<HTMLElement>(null)
  const hidden = useHiddenEnds(list)
  const pathname = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(() => {
    if (list.current !== null) reveal(list.current, pathname)
  }, [pathname])
  return (
    <nav
      ref={list}
      aria-label={label}
      className={cn(
        TAB_LIST_CLASSES,
        hidden.before && 'mask-l-from-[calc(100%-2.5rem)]',
        hidden.after && 'mask-r-from-[calc(100%-2.5rem)]',
      )}
    >
      {children}
    </nav>
  )
}

/** Brings the link of the open page to the middle, as far as there is something to scroll. */
function reveal(list: HTMLElement, pathname: string): void {
  const links = [...list.querySelectorAll('a')]
  const open =
    links.find((link) => link.pathname === pathname) ??
    links.find(({ dataset }) => dataset.status === 'active')
  if (open === undefined) return
  const middle = open.offsetLeft - list.offsetLeft + open.offsetWidth / 2
  // Not scrollIntoView, which would move the page as well.
  list.scrollLeft = middle - list.clientWidth / 2
}

function useHiddenEnds(list: RefObject<HTMLElement | null>): { before: boolean; after: boolean } {
  const [hidden, setHidden] = useState({ before: false, after: false })
  useEffect(() => {
    const element = list.current
    if (element === null) return
    const look = () => {
      const { scrollLeft, clientWidth, scrollWidth } = element
      setHidden({ before: scrollLeft > 1, after: scrollLeft + clientWidth < scrollWidth - 1 })
    }
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [list])
  return hidden
}
