import { useSuspenseQuery } from '@tanstack/react-query'
import { connectedProvidersQuery } from '../../api/account.ts'
import { ConnectedProvidersCard } from './connected-providers-card.tsx'
import { NoPasswordCard } from './no-password-card.tsx'
import { PasskeysCard } from './passkeys-card.tsx'
import { PasswordCard } from './password-card.tsx'
import { TwoFactorCard } from './two-factor-card.tsx'

export function SecurityPage() {
  const { data: connected } = useSuspenseQuery(connectedProvidersQuery())
  const hasPassword = connected.some(({ providerId }) => providerId === 'credential')
  return (
    <>
      {hasPassword ? (
        <>
          <PasswordCard />
          <TwoFactorCard />
        </>
      ) : (
        <NoPasswordCard />
      )}
      <PasskeysCard />
      <ConnectedProvidersCard />
    </>
  )
}
