import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { Toast as Primitive } from 'radix-ui'
import { useSyncExternalStore } from 'react'

const SHOWN_MS = 5_000
/** Longer, for what can still be taken back. */
const UNDO_SHOWN_MS = 10_000
const MAX_SHOWN = 3

interface ToastMessage {
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

/** Where toasts appear; once in the app. F8 moves the focus there. */
export function Toaster() {
  const messages = useSyncExternalStore(subscribe, () => shown)
  return (
    <Primitive.Provider swipeDirection="right" label="Notification">
      {messages.map((message) => (
        <ToastView key={message.id} message={message} />
      ))}
      <Primitive.Viewport className="fixed right-0 bottom-0 z-60 flex w-full flex-col gap-2 p-4 outline-none sm:max-w-md" />
    </Primitive.Provider>
  )
}

function ToastView({ message: { id, tone, text, undo } }: { message: ToastMessage }) {
  const Icon = tone === 'success' ? CircleCheck : CircleAlert
  return (
    <Primitive.Root
      duration={undo === undefined ? SHOWN_MS : UNDO_SHOWN_MS}
      type={tone === 'error' ? 'foreground' : 'background'}
      onOpenChange={(open) => !open && dismiss(id)}
      className="flex items-center gap-3 rounded-lg border bg-popover py-2.5 pr-2 pl-4 shadow-pop data-[state=open]:animate-toast"
    >
      <Icon
        aria-hidden="true"
        className={
          tone === 'success'
            ? 'size-4.5 shrink-0 text-success'
            : 'size-4.5 shrink-0 text-destructive'
        }
      />
      <Primitive.Description className="min-w-0 grow py-1 text-sm wrap-anywhere">
        {text}
      </Primitive.Description>
      {undo !== undefined && (
        <Primitive.Action
          altText="Undo"
          onClick={undo}
          className="shrink-0 rounded-md px-2.5 py-1.5 text-sm font-medium text-primary hover:bg-muted"
        >
          Undo
        </Primitive.Action>
      )}
      <Primitive.Close
        aria-label="Dismiss"
        className="grid size-8 shrink-0 place-items-center rounded-md text-muted-foreground hover:bg-muted hover:text-foreground"
      >
        <X className="size-4" aria-hidden="true" />
      </Primitive.Close>
    </Primitive.Root>
  )
}
