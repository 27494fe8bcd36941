import { useMutation } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { signInWithPasskey } from '../../api/auth.ts'
import { ApiError } from '../../api/client.ts'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Or, ProviderButtons } from './provider-buttons.tsx'
import { safeNext } from './use-signed-in.ts'

export interface OtherWaysProps {
  next: string | undefined
  onDone: () => Promise<void>
}

/** Passkey, and the providers that this deployment has. */
export function OtherWays({ next, onDone }: OtherWaysProps) {
  const passkey = useMutation({
    meta: { showsError: true },
    mutationFn: async () => {
      await signInWithPasskey()
      await onDone()
    },
  })
  return (
    <div className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="mb-3">
        <Or />
      </div>
      {passkey.error && (
        <Notice tone="error">
          {passkey.error instanceof ApiError
            ? passkey.error.message
            : 'No passkey was used. Try again, or sign in with your password.'}
        </Notice>
      )}
      <Button
        variant="secondary"
        size="lg"
        busy={passkey.isPending}
        onClick={() => passkey.mutate()}
      >
        <KeyRound aria-hidden="true" />
        Sign in with a passkey
      </Button>
      <ProviderButtons callbackURL={safeNext(next)} />
    </div>
  )
}
