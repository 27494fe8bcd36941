import { type PointerEvent, useRef, useState } from 'react'

/** The list with one item at another place; the same list when nothing changes. */
export function moved<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const item = items[from]
  if (item === undefined || to === from || to < 0 || to >= items.length) return items
  const rest = items.toSpliced(from, 1)
  return rest.toSpliced(to, 0, item)
}

/**
 * Items that are dragged into another order with a mouse, a pen or a finger. The order shows while it is dragged,
 * and counts when it is let go.
 * @param onOrder Gets the new order, once.
 */
export function useDragOrder(ids: readonly string[], onOrder: (ids: readonly string[]) => void) {
  const list = useRef<HTMLUListElement>(null)
  const [drag, setDrag] = useState<{ id: string; ids: readonly string[] } | null>(null)

  const grab = (id: string, event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    const handle = event.currentTarget
    handle.setPointerCapture(event.pointerId)
    let current = ids
    setDrag({ id, ids })
    const follow = ({ clientY }: globalThis.PointerEvent) => {
      const rows = [...(list.current?.children ?? [])]
      const under = rows.findIndex((row) => {
        const { top, bottom } = row.getBoundingClientRect()
        return clientY >= top && clientY < bottom
      })
      if (under === -1) return
      const next = moved(current, current.indexOf(id), under)
      if (next === current) return
      current = next
      setDrag({ id, ids: next })
    }
    const end = () => {
      handle.removeEventListener('pointermove', follow)
      setDrag(null)
      if (current !== ids) onOrder(current)
    }
    handle.addEventListener('pointermove', follow)
    handle.addEventListener('lostpointercapture', end, { once: true })
  }
  return { list, grab, dragged: drag?.id ?? null, ids: drag?.ids ?? ids }
}
