import { type FormEvent, useState } from 'react'
import { createToken, type PermissionInput } from '../../api/team.ts'
import { CopyField } from '../../components/copy-button.tsx'
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
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { missingIn } from './check-permissions.ts'
import { PermissionsEditor } from './permissions-editor.tsx'
import { useTeamChange } from './use-team-change.ts'

export function CreateTokenDialog({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState<string>()
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        {secret === undefined ? (
          <TokenForm onCreated={setSecret} />
        ) : (
          <Created secret={secret} onClose={onClose} />
        )}
      </DialogContent>
    </Dialog>
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
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = permissions.length === 0 ? 'Give the token a role.' : missingIn(permissions)
    setMissing(found)
    if (found === undefined) mutate(undefined)
  }
  const problem = missing ?? error?.message
  return (
    <form onSubmit={submit} className="grid gap-4">
      <DialogHeader>
        <DialogTitle>Create an API token</DialogTitle>
        <DialogDescription>Give it no more than the program needs.</DialogDescription>
      </DialogHeader>
      {problem !== undefined && <Notice tone="error">{problem}</Notice>}
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
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="secondary">Cancel</Button>
        </DialogClose>
        <Button type="submit" busy={isPending}>
          Create token
        </Button>
      </DialogFooter>
    </form>
  )
}

function Created({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <>
      <DialogHeader>
        <DialogTitle>Copy the token now</DialogTitle>
        <DialogDescription>It is not kept here, and is never shown again.</DialogDescription>
      </DialogHeader>
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
