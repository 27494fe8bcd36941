import { useState } from 'react'
import { CodeBlock } from '../../components/code-block.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '../../components/ui/dialog.tsx'

export interface RotateKeyDialogProps {
  oldKey: string
  /** Makes a key and answers it. */
  onAdd: () => Promise<string>
  onRemove: () => Promise<unknown>
  onClose: () => void
}

/** Leads from an old key to a new one: first both work, then the old one goes. */
export function RotateKeyDialog({ oldKey, onAdd, onRemove, onClose }: RotateKeyDialogProps) {
  const [newKey, setNewKey] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  // What goes wrong is said by the mutation behind each step.
  const run = (step: () => Promise<void>) => {
    setBusy(true)
    step()
      .catch(() => undefined)
      .finally(() => setBusy(false))
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>
            {newKey === null ? 'Rotate this write key' : 'The new key works now'}
          </DialogTitle>
          <DialogDescription>
            {newKey === null
              ? 'A new key is added beside the old one. Both work until you remove the old one, so no event is lost while you change your pages and apps.'
              : 'Put it in place of the old one wherever that is used. Then come back and remove the old key; until you do, both work.'}
          </DialogDescription>
        </DialogHeader>
        <div className="grid min-w-0 gap-3">
          <KeyLine title="Old key" value={oldKey} />
          {newKey !== null && <KeyLine title="New key" value={newKey} />}
        </div>
        <DialogFooter>
          {newKey === null ? (
            <>
              <Button variant="secondary" onClick={onClose}>
                Cancel
              </Button>
              <Button busy={busy} onClick={() => run(async () => setNewKey(await onAdd()))}>
                Make the new key
              </Button>
            </>
          ) : (
            <>
              <Button
                variant="destructive"
                busy={busy}
                onClick={() =>
                  run(async () => {
                    await onRemove()
                    onClose()
                  })
                }
              >
                Remove the old key now
              </Button>
              <Button variant="secondary" onClick={onClose}>
                Keep both for now
              </Button>
            </>
          )}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}

function KeyLine({ title, value }: { title: string; value: string }) {
  return (
    <div className="min-w-0">
      <p className="mb-1 text-sm font-medium">{title}</p>
      <CodeBlock code={value} what={title.toLowerCase()} />
    </div>
  )
}
