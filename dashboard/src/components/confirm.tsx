import { createContext, type ReactNode, use, useCallback, useId, useRef, useState } from 'react'
import {
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogTitle,
} from './ui/alert-dialog.tsx'
import { Button } from './ui/button.tsx'
import { DialogFooter } from './ui/dialog.tsx'
import { Input } from './ui/input.tsx'
import { Label } from './ui/label.tsx'

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
      <AlertDialog open={open} onOpenChange={(next) => !next && close(false)}>
        {request !== null && <Question request={request} onAgree={() => close(true)} />}
      </AlertDialog>
    </ConfirmContext>
  )
}

function Question({ request, onAgree }: { request: ConfirmRequest; onAgree: () => void }) {
  const { title, description, action, destructive = false, word } = request
  const [typed, setTyped] = useState('')
  const id = useId()
  const ready = word === undefined || typed.trim() === word
  return (
    <AlertDialogContent>
      <AlertDialogTitle>{title}</AlertDialogTitle>
      <AlertDialogDescription asChild>
        <div>{description}</div>
      </AlertDialogDescription>
      {word !== undefined && (
        <div className="grid gap-1.5">
          <Label htmlFor={id}>
            <span>
              Type <strong className="font-semibold">{word}</strong> to go on
            </span>
          </Label>
          <Input
            id={id}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
      )}
      <DialogFooter>
        <AlertDialogCancel asChild>
          <Button variant="secondary">Cancel</Button>
        </AlertDialogCancel>
        <AlertDialogAction asChild>
          <Button
            variant={destructive ? 'destructive' : 'primary'}
            disabled={!ready}
            onClick={onAgree}
          >
            {action}
          </Button>
        </AlertDialogAction>
      </DialogFooter>
    </AlertDialogContent>
  )
}
