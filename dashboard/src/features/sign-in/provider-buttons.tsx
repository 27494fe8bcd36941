import { useMutation, useQuery } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import {
  type ProviderReturn,
  providersOf,
  signInMethodsQuery,
  signInWithProvider,
} from '../../api/auth.ts'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'

/** One for each provider that this deployment has; each leads to the provider's page. */
export function ProviderButtons(to: ProviderReturn) {
  const { data: methods } = useQuery(signInMethodsQuery())
  const { mutate, error, isPending, variables } = useMutation({
    meta: { showsError: true },
    mutationFn: (id: string) => signInWithProvider(id, to),
  })
  return (
    <>
      {error && <Notice tone="error">{error.message}</Notice>}
      {providersOf(methods).map(({ id, name }) => (
        <Button
          key={id}
          variant="secondary"
          size="lg"
          busy={isPending && variables === id}
          onClick={() => mutate(id)}
        >
          <LogIn aria-hidden="true" />
          <span className="truncate">Continue with {name}</span>
        </Button>
      ))}
    </>
  )
}

export function Or() {
  return (
    <div className="flex items-center gap-3 text-xs text-muted-foreground before:h-px before:grow before:bg-border after:h-px after:grow after:bg-border">
      or
    </div>
  )
}
