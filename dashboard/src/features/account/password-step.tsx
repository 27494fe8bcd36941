import { useState } from 'react'
import { DialogForm } from '../../components/form-dialog.tsx'
import { PasswordField } from '../../components/password-field.tsx'

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
  return (
    <DialogForm
      problem={error}
      action={action}
      destructive={destructive}
      busy={busy}
      onSubmit={() => onPassword(password)}
    >
      <PasswordField
        label="Your password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
    </DialogForm>
  )
}
