import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  use,
  useCallback,
  useRef,
  useState,
} from 'react'

const ConfirmDialog = lazy(() => import('./confirm-dialog.tsx'))

export interface ConfirmRequest {
  title: string
  /** What happens then, and whether there is a way back. */
  description: ReactNode
  /** The button's word: "Remove member", never "OK". */
  action: string
  destructive?: boolean
  /** Has to be typed first: for what cannot be undone and hurts. */
  word?: string
}

type Confirm = (request: ConfirmRequest) => Promise<boolean>

const ConfirmContext = createContext<Confirm>(async () => false)

/** Asks before something happens; answers whether to go on. */
export const useConfirm = (): Confirm => use(ConfirmContext)

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [request, setRequest] = useState<ConfirmRequest | null>(null)
  const [open, setOpen] = useState(false)
  const answer = useRef<(agreed: boolean) => void>(() => undefined)

  const confirm = useCallback<Confirm>((asked) => {
    answer.current(false)
    setRequest(asked)
    setOpen(true)
    return new Promise((resolve) => {
      answer.current = resolve
    })
  }, [])
  const close = (agreed: boolean) => {
    answer.current(agreed)
    setOpen(false)
  }

  return (
    <ConfirmContext value={confirm}>
      {children}
      {request !== null && (
        <Suspense>
          <ConfirmDialog open={open} request={request} onAnswer={close} />
        </Suspense>
      )}
    </ConfirmContext>
  )
}
