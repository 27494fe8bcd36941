import { type FormEvent, type ReactNode, useState } from 'react'
import { type PermissionAnswer, type PermissionInput, toInput } from '../../api/team.ts'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '../../components/ui/dialog.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { missingIn } from './check-permissions.ts'
import { PermissionsEditor } from './permissions-editor.tsx'
import { useTeamChange } from './use-team-change.ts'

export interface PermissionsDialogProps {
  title: string
  description: ReactNode
  permissions: readonly PermissionAnswer[]
  save: (permissions: PermissionInput[]) => Promise<unknown>
  onClose: () => void
}

/** Changes the roles of a member or a group, with a way back afterwards. */
export function PermissionsDialog(props: PermissionsDialogProps) {
  const { title, description, permissions, save, onClose } = props
  const before = withoutMinimal(toInput(permissions))
  const [value, setValue] = useState(before)
  const [missing, setMissing] = useState<string>()
  const back = useTeamChange({ change: save })
  const { mutate, error, isPending } = useTeamChange({
    change: save,
    showsError: true,
    onDone: () => {
      toast.undo('The roles are changed.', () => back.mutate(before))
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = missingIn(value)
    setMissing(found)
    if (found === undefined) mutate(value)
  }
  const problem = missing ?? error?.message
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <form onSubmit={submit} className="grid gap-4">
          <DialogHeader>
            <DialogTitle>{title}</DialogTitle>
            <DialogDescription>{description}</DialogDescription>
          </DialogHeader>
          {problem !== undefined && <Notice tone="error">{problem}</Notice>}
          <PermissionsEditor value={value} onChange={setValue} />
          <DialogFooter>
            <DialogClose asChild>
              <Button variant="secondary">Cancel</Button>
            </DialogClose>
            <Button type="submit" busy={isPending}>
              Save roles
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}

/** Says what having no role says too. */
const withoutMinimal = (permissions: PermissionInput[]) =>
  permissions.filter(({ roleId }) => roleId !== 'workspace-member')
