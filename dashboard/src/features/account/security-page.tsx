import { ConnectedProvidersCard } from './connected-providers-card.tsx'
import { PasskeysCard } from './passkeys-card.tsx'
import { PasswordCard } from './password-card.tsx'
import { TwoFactorCard } from './two-factor-card.tsx'

export function SecurityPage() {
  return (
    <>
      <PasswordCard />
      <TwoFactorCard />
      <PasskeysCard />
      <ConnectedProvidersCard />
    </>
  )
}
