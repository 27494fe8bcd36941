import { useMutation } from '@tanstack/react-query'
import { newRecoveryCodes } from '../../api/account.ts'
import { DialogHeading, PlainDialog } from '../../components/form-dialog.tsx'
import { Button } from '../../components/ui/button.tsx'
import { DialogFooter } from '../../components/ui/dialog.tsx'
import { PasswordStep } from './password-step.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

export function NewRecoveryCodesDialog({ onClose }: { onClose: () => void }) {
  const { mutate, data, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: newRecoveryCodes,
  })
  return (
    <PlainDialog onClose={onClose}>
      <DialogHeading title="New recovery codes">The ones that you have stop working.</DialogHeading>
      {data === undefined ? (
        <PasswordStep
          action="Make new codes"
          error={error?.message}
          busy={isPending}
          onPassword={mutate}
        />
      ) : (
        <>
          <RecoveryCodes codes={data} />
          <DialogFooter>
            <Button onClick={onClose}>I have kept them</Button>
          </DialogFooter>
        </>
      )}
    </PlainDialog>
  )
}
