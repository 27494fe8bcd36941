import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { Toast as Primitive } from 'radix-ui'
import type { ToastMessage } from './toast.tsx'

const SHOWN_MS = 5_000
/** Longer, for what can still be taken back. */
const UNDO_SHOWN_MS = 10_000

export interface ToastsProps {
  messages: readonly ToastMessage[]
  onDismiss: (id: number) => void
}

/** Loaded by `Toaster` when there is something to say. A default export, as `lazy` wants it. */
export default function Toasts({ messages, onDismiss }: ToastsProps) {
  return (
    <Primitive.Provider swipeDirection="right" label="Notification">
      {messages.map((message) => (
        <ToastView key={message.id} message={message} onDismiss={() => onDismiss(message.id)} />
      ))}
      <Primitive.Viewport className="fixed right-0 bottom-0 z-60 flex w-full flex-col gap-2 p-4 outline-none sm:max-w-md" />
    </Primitive.Provider>
  )
}

interface ToastViewProps {
  message: ToastMessage
  onDismiss: () => void
}

function ToastView({ message: { tone, text, undo }, onDismiss }: ToastViewProps) {
  const Icon = tone === 'success' ? CircleCheck : CircleAlert
  return (
    <Primitive.Root
      duration={undo === undefined ? SHOWN_MS : UNDO_SHOWN_MS}
      type={tone === 'error' ? 'foreground' : 'background'}
      onOpenChange={(open) => !open && onDismiss()}
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
