import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound, LogIn } from 'lucide-react'
import {
  providersOf,
  signInMethodsQuery,
  signInWithPasskey,
  signInWithProvider,
} from '../../api/auth.ts'
import { ApiError } from '../../api/client.ts'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'
import { safeNext } from './use-signed-in.ts'

export interface OtherWaysProps {
  next: string | undefined
  onDone: () => Promise<void>
}

/** Passkey, and the providers that this deployment has. */
export function OtherWays({ next, onDone }: OtherWaysProps) {
  const { data: methods } = useQuery(signInMethodsQuery())
  const passkey = useMutation({
    meta: { showsError: true },
    mutationFn: async () => {
      await signInWithPasskey()
      await onDone()
    },
  })
  const provider = useMutation({
    mutationFn: (id: string) => signInWithProvider(id, safeNext(next)),
  })
  return (
    <div className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="mb-3 flex items-center gap-3 text-xs text-muted-foreground before:h-px before:grow before:bg-border after:h-px after:grow after:bg-border">
        or
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
      {providersOf(methods).map(({ id, name }) => (
        <Button
          key={id}
          variant="secondary"
          size="lg"
          busy={provider.isPending && provider.variables === id}
          onClick={() => provider.mutate(id)}
        >
          <LogIn aria-hidden="true" />
          <span className="truncate">Continue with {name}</span>
        </Button>
      ))}
    </div>
  )
}
