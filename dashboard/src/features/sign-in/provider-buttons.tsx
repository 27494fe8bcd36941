import { useMutation, useQuery } from '@tanstack/react-query'
import {
  type ProviderReturn,
  providersOf,
  signInMethodsQuery,
  signInWithProvider,
} from '../../api/auth.ts'
import { Notice } from '../../components/notice.tsx'
import { ProviderMark } from '../../components/provider-mark.tsx'
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
          className="h-auto min-h-10 py-2"
          busy={isPending && variables === id}
          onClick={() => mutate(id)}
        >
          <ProviderMark id={id} />
          <span className="min-w-0 text-wrap">Continue with {name}</span>
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
