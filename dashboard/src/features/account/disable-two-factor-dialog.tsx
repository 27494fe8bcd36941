import { useMutation, useQueryClient } from '@tanstack/react-query'
import { disableTwoFactor } from '../../api/account.ts'
import { meQuery } from '../../api/me.ts'
import { DialogHeading, PlainDialog } from '../../components/form-dialog.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { PasswordStep } from './password-step.tsx'

export function DisableTwoFactorDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient()
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: disableTwoFactor,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: meQuery().queryKey })
      toast.success('Two-factor authentication is off.')
      onClose()
    },
  })
  return (
    <PlainDialog onClose={onClose}>
      <DialogHeading title="Switch off two-factor authentication?">
        Your password alone opens your account then. Your recovery codes stop working.
      </DialogHeading>
      <PasswordStep
        action="Switch off"
        destructive
        error={error?.message}
        busy={isPending}
        onPassword={mutate}
      />
    </PlainDialog>
  )
}
