import { lazy, Suspense, useState, useSyncExternalStore } from 'react'

const MAX_SHOWN = 3

export interface ToastMessage {
  id: number
  tone: 'success' | 'error'
  text: string
  undo?: (() => void) | undefined
}

let shown: readonly ToastMessage[] = []
let lastId = 0
const watchers = new Set<() => void>()

/** Says something in passing. From anywhere: components, mutations, the query client. */
export const toast = {
  success: (text: string) => show({ tone: 'success', text }),
  error: (text: string) => show({ tone: 'error', text }),
  /** What was just done, with a way back for a few seconds. */
  undo: (text: string, undo: () => void) => show({ tone: 'success', text, undo }),
}

function show(message: Omit<ToastMessage, 'id'>): void {
  lastId += 1
  set([...shown, { ...message, id: lastId }].slice(-MAX_SHOWN))
}

function set(messages: readonly ToastMessage[]): void {
  shown = messages
  for (const tell of watchers) tell()
}

const dismiss = (id: number) => set(shown.filter((message) => message.id !== id))

function subscribe(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}

const Toasts = lazy(() => import('./toast-view.tsx'))

/** Where toasts appear; once in the app. F8 moves the focus there. */
export function Toaster() {
  const messages = useSyncExternalStore(subscribe, () => shown)
  const [used, setUsed] = useState(false)
  if (messages.length > 0 && !used) setUsed(true)
  if (!used) return null
  return (
    <Suspense>
      <Toasts messages={messages} onDismiss={dismiss} />
    </Suspense>
  )
}
