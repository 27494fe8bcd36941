import { useState } from 'react'
import { createToken, type PermissionInput } from '../../api/team.ts'
import { CopyField } from '../../components/copy-button.tsx'
import { DialogForm, DialogHeading, PlainDialog } from '../../components/form-dialog.tsx'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'
import { DialogFooter } from '../../components/ui/dialog.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { missingIn } from './check-permissions.ts'
import { PermissionsEditor } from './permissions-editor.tsx'
import { useTeamChange } from './use-team-change.ts'

export function CreateTokenDialog({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState<string>()
  return (
    <PlainDialog onClose={onClose}>
      {secret === undefined ? (
        <TokenForm onCreated={setSecret} />
      ) : (
        <Created secret={secret} onClose={onClose} />
      )}
    </PlainDialog>
  )
}

function TokenForm({ onCreated }: { onCreated: (secret: string) => void }) {
  const [name, setName] = useState('')
  const [permissions, setPermissions] = useState<PermissionInput[]>([
    { roleId: 'source-read-only' },
  ])
  const [missing, setMissing] = useState<string>()
  const { mutate, error, isPending } = useTeamChange({
    change: () => createToken({ name, permissions }),
    showsError: true,
    onDone: (created) => onCreated(created.secret),
  })
  const submit = () => {
    const found = permissions.length === 0 ? 'Give the token a role.' : missingIn(permissions)
    setMissing(found)
    if (found === undefined) mutate(undefined)
  }
  return (
    <DialogForm
      heading={
        <DialogHeading title="Create an API token">
          Give it no more than the program needs.
        </DialogHeading>
      }
      problem={missing ?? error?.message}
      action="Create token"
      busy={isPending}
      onSubmit={submit}
    >
      <Field label="Name" hint="The program that uses it: “Terraform”, “Nightly export”.">
        <Input
          required
          maxLength={255}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Field>
      <PermissionsEditor value={permissions} onChange={setPermissions} />
    </DialogForm>
  )
}

function Created({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <>
      <DialogHeading title="Copy the token now">
        It is not kept here, and is never shown again.
      </DialogHeading>
      <CopyField text={secret} what="token" />
      <Notice tone="info">
        Send it as <code className="font-mono text-xs">Authorization: Bearer …</code> with calls to{' '}
        <code className="font-mono text-xs">{window.location.origin}/api</code>.
      </Notice>
      <DialogFooter>
        <Button onClick={onClose}>I have copied it</Button>
      </DialogFooter>
    </>
  )
}
