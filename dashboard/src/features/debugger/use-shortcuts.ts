import { useEffect, useEffectEvent } from 'react'

export interface Shortcuts {
  next: () => void
  previous: () => void
  open: () => void
  close: () => void
  togglePause: () => void
  search: () => void
}

/** Keys of the page, wherever the focus is, except where they mean something else: in fields, menus and dialogs. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return
    const { target, key } = event
    if (!(target instanceof HTMLElement) || isElsewhere(target)) return
    const run = actionOf(key, target)
    if (run === undefined) return
    event.preventDefault()
    shortcuts[run]()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])
}

const isElsewhere = (target: HTMLElement): boolean =>
  target.isContentEditable ||
  target.closest(
    'input, textarea, select, [role=menu], [role=listbox]:not([data-shortcuts]), [role=alertdialog]',
  ) !== null

function actionOf(key: string, target: HTMLElement): keyof Shortcuts | undefined {
  if (key === 'j') return 'next'
  if (key === 'k') return 'previous'
  if (key === '/') return 'search'
  if (key === 'Escape') return 'close'
  // These move or press something where a control has the focus, and scroll the page elsewhere.
  const isFree =
    target === document.body || target.closest('[data-shortcuts]') !== null || target.id === 'main'
  if (!isFree) return undefined
  if (key === 'ArrowDown') return 'next'
  if (key === 'ArrowUp') return 'previous'
  if (key === 'Enter') return 'open'
  return key === ' ' ? 'togglePause' : undefined
}
