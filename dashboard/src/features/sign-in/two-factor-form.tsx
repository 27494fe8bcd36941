import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { type TwoFactorCode, verifyTwoFactor } from '../../api/auth.ts'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Checkbox } from '../../components/ui/checkbox.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { Label } from '../../components/ui/label.tsx'
import { AuthCard } from './auth-card.tsx'

export interface TwoFactorFormProps {
  onDone: () => Promise<void>
  onCancel: () => void
}

/** The second step of signing in, for accounts that have switched it on. */
export function TwoFactorForm({ onDone, onCancel }: TwoFactorFormProps) {
  const [kind, setKind] = useState<TwoFactorCode['kind']>('totp')
  const [code, setCode] = useState('')
  const [trustDevice, setTrustDevice] = useState(false)
  const trustId = useId()
  const { mutate, error, isPending, reset } = useMutation({
    meta: { showsError: true },
    mutationFn: async () => {
      await verifyTwoFactor({ kind, code: code.replace(/\s/g, ''), trustDevice })
      await onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  const change = () => {
    setKind(kind === 'totp' ? 'recovery' : 'totp')
    setCode('')
    reset()
  }
  return (
    <AuthCard
      title="Second step"
      description={
        kind === 'totp'
          ? 'Enter the code that your authenticator app shows for Headwater.'
          : 'Enter one of the recovery codes that you kept. Each works once.'
      }
      footer={
        <Button variant="link" size="inline" onClick={onCancel}>
          Back to sign in
        </Button>
      }
    >
      <form onSubmit={submit} className="grid gap-4">
        {error && <Notice tone="error">{error.message}</Notice>}
        <Field key={kind} label={kind === 'totp' ? 'Six-digit code' : 'Recovery code'}>
          <Input
            required
            // The page's only field, and its step has just begun.
            autoFocus
            autoComplete="one-time-code"
            inputMode={kind === 'totp' ? 'numeric' : 'text'}
            className="font-mono text-base tracking-widest"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        </Field>
        <div className="flex items-center gap-2.5">
          <Checkbox
            id={trustId}
            checked={trustDevice}
            onCheckedChange={(checked) => setTrustDevice(checked === true)}
          />
          <Label htmlFor={trustId} className="font-normal">
            Do not ask on this device for 30 days
          </Label>
        </div>
        <Button type="submit" size="lg" busy={isPending} className="w-full">
          Go on
        </Button>
        <Button variant="link" size="inline" onClick={change}>
          {kind === 'totp' ? 'Use a recovery code instead' : 'Use the authenticator app instead'}
        </Button>
      </form>
    </AuthCard>
  )
}
