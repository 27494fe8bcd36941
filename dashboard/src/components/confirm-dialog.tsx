import { useId, useState } from 'react'
import type { ConfirmRequest } from './confirm.tsx'
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

export interface ConfirmDialogProps {
  open: boolean
  request: ConfirmRequest
  onAnswer: (agreed: boolean) => void
}

/** Loaded by `ConfirmProvider` when something is first asked. A default export, as `lazy` wants it. */
export default function ConfirmDialog({ open, request, onAnswer }: ConfirmDialogProps) {
  return (
    <AlertDialog open={open} onOpenChange={(next) => !next && onAnswer(false)}>
      <Question request={request} onAgree={() => onAnswer(true)} />
    </AlertDialog>
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
