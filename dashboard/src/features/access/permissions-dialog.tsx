import { type ReactNode, useState } from 'react'
import { type PermissionAnswer, type PermissionInput, toInput } from '../../api/team.ts'
import { DialogForm, DialogHeading, PlainDialog } from '../../components/form-dialog.tsx'
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
  const submit = () => {
    const found = missingIn(value)
    setMissing(found)
    if (found === undefined) mutate(value)
  }
  return (
    <PlainDialog onClose={onClose}>
      <DialogForm
        heading={<DialogHeading title={title}>{description}</DialogHeading>}
        problem={missing ?? error?.message}
        action="Save roles"
        busy={isPending}
        onSubmit={submit}
      >
        <PermissionsEditor value={value} onChange={setValue} />
      </DialogForm>
    </PlainDialog>
  )
}

/** Says what having no role says too. */
const withoutMinimal = (permissions: PermissionInput[]) =>
  permissions.filter(({ roleId }) => roleId !== 'workspace-member')
