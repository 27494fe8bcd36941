import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Link2, Unlink } from 'lucide-react'
import {
  type ConnectedProvider,
  connectedProvidersQuery,
  connectProvider,
  disconnectProvider,
} from '../../api/account.ts'
import { type Provider, providersOf, signInMethodsQuery } from '../../api/auth.ts'
import { Notice } from '../../components/notice.tsx'
import { ProviderMark } from '../../components/provider-mark.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Card,
  CardContent,
  CardDescription,
  CardHeader,
  CardTitle,
} from '../../components/ui/card.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { explainProviderError } from '../../format/explain-provider-error.ts'

const route = getRouteApi('/app/account/security')

/** Nothing where the deployment has no other provider. */
export function ConnectedProvidersCard() {
  const { error: notConnected } = route.useSearch()
  const { data: methods } = useQuery(signInMethodsQuery())
  const providers = providersOf(methods)
  const { data: connected, error } = useQuery({
    ...connectedProvidersQuery(),
    enabled: providers.length > 0,
  })
  if (providers.length === 0) return null
  return (
    <Card>
      <CardHeader>
        <div>
          <CardTitle>Sign-in by other accounts</CardTitle>
          <CardDescription>Connect one to sign in with it from then on.</CardDescription>
        </div>
      </CardHeader>
      <CardContent className="grid gap-3">
        {error && <Notice tone="error">{error.message}</Notice>}
        {notConnected !== undefined && (
          <Notice tone="error">{explainProviderError(notConnected)}</Notice>
        )}
        <ul className="grid gap-3">
          {providers.map((provider) => (
            <ProviderRow
              key={provider.id}
              provider={provider}
              connected={connected?.find(({ providerId }) => providerId === provider.id)}
            />
          ))}
        </ul>
      </CardContent>
    </Card>
  )
}

interface ProviderRowProps {
  provider: Provider
  connected: ConnectedProvider | undefined
}

function ProviderRow({ provider, connected }: ProviderRowProps) {
  const queryClient = useQueryClient()
  const connect = useMutation({
    mutationFn: () => connectProvider(provider.id, '/account/security'),
  })
  const disconnect = useMutation({
    mutationFn: disconnectProvider,
    onSuccess: () => {
      toast.success(`${provider.name} no longer signs you in.`)
      return queryClient.invalidateQueries({ queryKey: connectedProvidersQuery().queryKey })
    },
  })
  return (
    <li className="flex items-center gap-3">
      <ProviderMark id={provider.id} />
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-0.5 text-sm font-medium">
        {provider.name}
        {connected && <Badge tone="success">Connected</Badge>}
      </span>
      {connected ? (
        <Button
          variant="secondary"
          size="sm"
          busy={disconnect.isPending}
          onClick={() => disconnect.mutate(connected)}
        >
          <Unlink aria-hidden="true" />
          Disconnect
        </Button>
      ) : (
        <Button
          variant="secondary"
          size="sm"
          busy={connect.isPending}
          onClick={() => connect.mutate()}
        >
          <Link2 aria-hidden="true" />
          Connect
        </Button>
      )}
    </li>
  )
}
