import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { confirmTwoFactor, enrolTwoFactor, type TwoFactorEnrolment } from '../../api/account.ts'
import { meQuery } from '../../api/me.ts'
import { CopyField } from '../../components/copy-button.tsx'
import { DialogForm, DialogHeading, PlainDialog } from '../../components/form-dialog.tsx'
import { Button } from '../../components/ui/button.tsx'
import { DialogFooter } from '../../components/ui/dialog.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { PasswordStep } from './password-step.tsx'
import { QrCode } from './qr-code.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

const STEPS = {
  password: ['Switch on two-factor authentication', 'First, your password.'],
  scan: ['Scan with your authenticator app', 'Then enter the code that the app shows.'],
  codes: ['Two-factor authentication is on', 'One more thing, for the day your phone is gone.'],
} as const

export function EnrolTwoFactorDialog({ onClose }: { onClose: () => void }) {
  const [confirmed, setConfirmed] = useState(false)
  const queryClient = useQueryClient()
  const enrol = useMutation({ meta: { showsError: true }, mutationFn: enrolTwoFactor })
  const step = enrol.data === undefined ? 'password' : confirmed ? 'codes' : 'scan'
  const close = () => {
    if (confirmed) {
      void queryClient.invalidateQueries({ queryKey: meQuery().queryKey })
      toast.success('Two-factor authentication is on.')
    }
    onClose()
  }
  return (
    <PlainDialog onClose={close}>
      <DialogHeading title={STEPS[step][0]}>{STEPS[step][1]}</DialogHeading>
      {enrol.data === undefined ? (
        <PasswordStep
          action="Go on"
          error={enrol.error?.message}
          busy={enrol.isPending}
          onPassword={enrol.mutate}
        />
      ) : confirmed ? (
        <>
          <RecoveryCodes codes={enrol.data.backupCodes} />
          <DialogFooter>
            <Button onClick={close}>I have kept them</Button>
          </DialogFooter>
        </>
      ) : (
        <ScanStep enrolment={enrol.data} onConfirmed={() => setConfirmed(true)} />
      )}
    </PlainDialog>
  )
}

interface ScanStepProps {
  enrolment: TwoFactorEnrolment
  onConfirmed: () => void
}

function ScanStep({ enrolment: { totpURI }, onConfirmed }: ScanStepProps) {
  const [code, setCode] = useState('')
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: () => confirmTwoFactor(code.replace(/\s/g, '')),
    onSuccess: onConfirmed,
  })
  const secret = new URL(totpURI).searchParams.get('secret') ?? ''
  return (
    <DialogForm problem={error?.message} action="Switch on" busy={isPending} onSubmit={mutate}>
      <div className="grid justify-items-center">
        <QrCode text={totpURI} label="Code for your authenticator app" />
      </div>
      <div className="grid gap-1.5">
        <p className="text-[0.8125rem] text-muted-foreground">
          No camera? Enter this key in the app by hand:
        </p>
        <CopyField text={secret} what="key" />
      </div>
      <Field label="Six-digit code">
        <Input
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          className="font-mono text-base tracking-widest"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      </Field>
    </DialogForm>
  )
}
