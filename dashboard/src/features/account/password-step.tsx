import { type FormEvent, useState } from 'react'
import { Notice } from '../../components/notice.tsx'
import { PasswordField } from '../../components/password-field.tsx'
import { Button } from '../../components/ui/button.tsx'
import { DialogClose, DialogFooter } from '../../components/ui/dialog.tsx'

export interface PasswordStepProps {
  action: string
  destructive?: boolean
  error: string | undefined
  busy: boolean
  onPassword: (password: string) => void
}

/** Asks for the password before what guards the account is changed. */
export function PasswordStep(props: PasswordStepProps) {
  const { action, destructive = false, error, busy, onPassword } = props
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onPassword(password)
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      {error !== undefined && <Notice tone="error">{error}</Notice>}
      <PasswordField
        label="Your password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
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
