import { useMutation } from '@tanstack/react-query'
import { newRecoveryCodes } from '../../api/account.ts'
import { Button } from '../../components/ui/button.tsx'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '../../components/ui/dialog.tsx'
import { PasswordStep } from './password-step.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

export function NewRecoveryCodesDialog({ onClose }: { onClose: () => void }) {
  const { mutate, data, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: newRecoveryCodes,
  })
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>New recovery codes</DialogTitle>
          <DialogDescription>The ones that you have stop working.</DialogDescription>
        </DialogHeader>
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
      </DialogContent>
    </Dialog>
  )
}
