import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  createGroup,
  type GroupAnswer,
  groupMembersQuery,
  membersQuery,
  type PermissionInput,
  renameGroup,
  setGroupMembers,
  setGroupPermissions,
} from '../../api/team.ts'
import { DialogForm, DialogHeading, PlainDialog } from '../../components/form-dialog.tsx'
import { MultiSelect } from '../../components/multi-select.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { missingIn } from './check-permissions.ts'
import { PermissionsEditor } from './permissions-editor.tsx'
import { useTeamChange } from './use-team-change.ts'

export interface GroupDialogProps {
  /** Absent for a new one. */
  group?: GroupAnswer
  onClose: () => void
}

export function GroupDialog({ group, onClose }: GroupDialogProps) {
  return (
    <PlainDialog onClose={onClose}>
      {group === undefined ? (
        <NewGroupForm onClose={onClose} />
      ) : (
        <EditGroupForm group={group} onClose={onClose} />
      )}
    </PlainDialog>
  )
}

function NewGroupForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [emails, setEmails] = useState<string[]>([])
  const [permissions, setPermissions] = useState<PermissionInput[]>([
    { roleId: 'source-read-only' },
  ])
  const [missing, setMissing] = useState<string>()
  const { mutate, error, isPending } = useTeamChange({
    change: async () => {
      const { id } = await createGroup(name)
      if (permissions.length > 0) await setGroupPermissions(id, permissions)
      if (emails.length > 0) await setGroupMembers(id, emails)
    },
    showsError: true,
    onDone: () => {
      toast.success(`The group ${name} is there.`)
      onClose()
    },
  })
  const submit = () => {
    const found = missingIn(permissions)
    setMissing(found)
    if (found === undefined) mutate(undefined)
  }
  return (
    <DialogForm
      heading={
        <DialogHeading title="Add a group">Its roles hold for everybody in it.</DialogHeading>
      }
      problem={missing ?? error?.message}
      action="Add group"
      busy={isPending}
      onSubmit={submit}
    >
      <NameField value={name} onChange={setName} />
      <MembersField value={emails} onChange={setEmails} />
      <PermissionsEditor value={permissions} onChange={setPermissions} />
    </DialogForm>
  )
}

function EditGroupForm({ group, onClose }: Required<GroupDialogProps>) {
  const { data: members } = useQuery(groupMembersQuery(group.id))
  const [name, setName] = useState(group.name)
  const [changed, setChanged] = useState<string[]>()
  const { mutate, error, isPending } = useTeamChange({
    change: async () => {
      if (name.trim() !== group.name) await renameGroup(group.id, name)
      if (changed !== undefined) await setGroupMembers(group.id, changed)
    },
    showsError: true,
    onDone: () => {
      toast.success(`The group ${name} is changed.`)
      onClose()
    },
  })
  return (
    <DialogForm
      heading={
        <DialogHeading title="Name and members">
          Who leaves the group keeps their own roles.
        </DialogHeading>
      }
      problem={error?.message}
      action="Save"
      busy={isPending || members === undefined}
      onSubmit={() => mutate(undefined)}
    >
      <NameField value={name} onChange={setName} />
      <MembersField
        value={changed ?? members?.map(({ email }) => email) ?? []}
        onChange={setChanged}
      />
    </DialogForm>
  )
}

interface FieldProps<T> {
  value: T
  onChange: (value: T) => void
}

function NameField({ value, onChange }: FieldProps<string>) {
  return (
    <Field label="Name">
      <Input
        required
        maxLength={255}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  )
}

function MembersField({ value, onChange }: FieldProps<string[]>) {
  const { data: members } = useSuspenseQuery(membersQuery())
  return (
    <Field label="Members">
      <MultiSelect
        label="Members"
        placeholder="Nobody yet"
        options={members.map(({ name, email }) => ({ id: email, name: `${name} (${email})` }))}
        value={value}
        onChange={onChange}
      />
    </Field>
  )
}
