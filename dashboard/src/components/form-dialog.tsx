import type { ReactNode } from 'react'
import { Notice } from './notice.tsx'
import { Button } from './ui/button.tsx'
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from './ui/dialog.tsx'

export interface PlainDialogProps {
  onClose: () => void
  className?: string
  children: ReactNode
}

/** A dialog that is there as long as it is drawn. */
export function PlainDialog({ onClose, className, children }: PlainDialogProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className={className}>{children}</DialogContent>
    </Dialog>
  )
}

export function DialogHeading({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <DialogHeader>
      <DialogTitle>{title}</DialogTitle>
      <DialogDescription>{children}</DialogDescription>
    </DialogHeader>
  )
}

export interface DialogFormProps {
  /** What is wrong with the whole of it. */
  problem?: string | undefined
  /** The button's word. */
  action: string
  destructive?: boolean
  busy: boolean
  onSubmit: () => void
  /** Above the problem; a dialog of several steps has it outside. */
  heading?: ReactNode
  children: ReactNode
}

/** The fields of a dialog, with the way on and the way out. */
export function DialogForm(props: DialogFormProps) {
  const { problem, action, destructive = false, busy, onSubmit, heading, children } = props
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {heading}
      {problem !== undefined && <Notice tone="error">{problem}</Notice>}
      {children}
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="secondary">Cancel</Button>
        </DialogClose>
        <Button type="submit" variant={destructive ? 'destructive' : 'primary'} busy={busy}>
          {action}
        </Button>
      </DialogFooter>
    </form>
  )
}
