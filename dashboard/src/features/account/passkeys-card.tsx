import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { KeyRound, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { addPasskey, deletePasskey, type PasskeyInfo, passkeysQuery } from '../../api/account.ts'
import { ApiError } from '../../api/client.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { DialogForm, DialogHeading, PlainDialog } from '../../components/form-dialog.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Card,
  CardContent,
  CardDescription,
  CardHeader,
  CardTitle,
} from '../../components/ui/card.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { formatDay } from '../../format/format-date.ts'

export function PasskeysCard() {
  const { data: passkeys } = useSuspenseQuery(passkeysQuery())
  const [adding, setAdding] = useState(false)
  return (
    <Card>
      <CardHeader>
        <div className="max-w-md">
          <CardTitle>Passkeys</CardTitle>
          <CardDescription>
            Sign in with your fingerprint, your face or a security key instead of the password.
          </CardDescription>
        </div>
        <Button variant="secondary" size="sm" onClick={() => setAdding(true)}>
          <Plus aria-hidden="true" />
          Add passkey
        </Button>
      </CardHeader>
      <CardContent>
        {passkeys.length === 0 ? (
          <p className="text-sm text-muted-foreground">You have none yet.</p>
        ) : (
          <ul className="divide-y rounded-lg border">
            {passkeys.map((passkey) => (
              <PasskeyRow key={passkey.id} passkey={passkey} />
            ))}
          </ul>
        )}
      </CardContent>
      {adding && <AddPasskeyDialog onClose={() => setAdding(false)} />}
    </Card>
  )
}

function PasskeyRow({ passkey: { id, name, createdAt, backedUp } }: { passkey: PasskeyInfo }) {
  const confirm = useConfirm()
  const queryClient = useQueryClient()
  const { mutate, isPending } = useMutation({
    mutationFn: () => deletePasskey(id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: passkeysQuery().queryKey })
      toast.success('The passkey is removed.')
    },
  })
  const label = name || 'Passkey'
  const remove = async () => {
    const agreed = await confirm({
      title: `Remove ${label}?`,
      description: 'It does not open your account any more. Remove it on the device as well.',
      action: 'Remove passkey',
      destructive: true,
    })
    if (agreed) mutate()
  }
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <KeyRound className="size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
      <div className="min-w-0 grow">
        <p className="truncate text-sm font-medium">{label}</p>
        <p className="text-xs text-muted-foreground">
          Added {formatDay(createdAt)}, {backedUp ? 'synced between devices' : 'on one device only'}
        </p>
      </div>
      <Button
        variant="ghost"
        size="icon-sm"
        busy={isPending}
        aria-label={`Remove ${label}`}
        onClick={() => void remove()}
      >
        <Trash2 aria-hidden="true" />
      </Button>
    </li>
  )
}

function AddPasskeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const queryClient = useQueryClient()
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: () => addPasskey(name.trim()),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: passkeysQuery().queryKey })
      toast.success('The passkey is added.')
      onClose()
    },
  })
  const problem =
    error === null || error instanceof ApiError
      ? error?.message
      : 'The browser made no passkey. Try again, or use another device.'
  return (
    <PlainDialog onClose={onClose}>
      <DialogForm
        heading={
          <DialogHeading title="Add a passkey">
            Your browser asks for it after this step.
          </DialogHeading>
        }
        problem={problem}
        action="Go on"
        busy={isPending}
        onSubmit={mutate}
      >
        <Field label="Name" hint="To tell it from others: “Work laptop”.">
          <Input
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </Field>
      </DialogForm>
    </PlainDialog>
  )
}
