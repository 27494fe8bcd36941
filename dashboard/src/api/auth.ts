import { queryOptions } from '@tanstack/react-query'
import type {
  AcceptInvitationInput,
  InvitationInfo,
  PasswordVerdict,
  SetupInput,
  SignedInAnswer,
  SignInMethodsAnswer,
} from '../../../worker/api/contract/auth.ts'
import { auth } from './client.ts'

export type { InvitationInfo, PasswordVerdict, SignInMethodsAnswer }

/** Signing in and what comes before it. What an account keeps about itself is in account.ts. */

export const signInMethodsQuery = () =>
  queryOptions({
    queryKey: ['sign-in-methods'],
    queryFn: ({ signal }) => auth.get<SignInMethodsAnswer>('/sign-in-methods', { signal }),
    staleTime: 300_000,
  })

export const setUp = (input: SetupInput) => auth.post<SignedInAnswer>('/setup', input)

export interface PasswordSignIn {
  email: string
  password: string
}

/** Whether a second factor is asked for before the session begins. */
export async function signInWithPassword(
  input: PasswordSignIn,
): Promise<{ needsTwoFactor: boolean }> {
  const answer = await auth.post<{ twoFactorRedirect?: boolean }>('/sign-in/email', input)
  return { needsTwoFactor: answer.twoFactorRedirect === true }
}

export interface TwoFactorCode {
  kind: 'totp' | 'recovery'
  code: string
  /** Does not ask again on this device for a while. */
  trustDevice: boolean
}

export const verifyTwoFactor = ({ kind, code, trustDevice }: TwoFactorCode) =>
  auth.post(kind === 'totp' ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code', {
    code,
    trustDevice,
  })

export interface Provider {
  id: string
  name: string
}

const SOCIAL_NAMES = { google: 'Google', github: 'GitHub' } as const

/** What this deployment lets people sign in with besides passwords and passkeys. */
export const providersOf = (methods: SignInMethodsAnswer | undefined): Provider[] => [
  ...(methods?.social ?? []).map((id) => ({ id, name: SOCIAL_NAMES[id] })),
  ...(methods?.oidc ?? []).map(({ id, name }) => ({ id, name })),
]

export interface ProviderReturn {
  callbackURL: string
  /** Default: the sign-in page. The reason is appended as `error`. */
  errorCallbackURL?: string
}

/** Leaves the page for the provider's, which leads back to one of these. */
export async function signInWithProvider(provider: string, to: ProviderReturn): Promise<void> {
  const { url } = await auth.post<{ url: string }>('/sign-in/social', { provider, ...to })
  window.location.assign(url)
}

/** With a passkey of this device. @throws when the person does not go through with it. */
export async function signInWithPasskey(): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const optionsJSON = await auth.get<Parameters<typeof startAuthentication>[0]['optionsJSON']>(
    '/passkey/generate-authenticate-options',
  )
  const response = await startAuthentication({ optionsJSON })
  await auth.post('/passkey/verify-authentication', { response })
}

/** Answers the same whether or not there is such an account. */
export const requestPasswordReset = (email: string) =>
  auth.post('/request-password-reset', { email, redirectTo: '/reset-password' })

export const resetPassword = (input: { token: string; newPassword: string }) =>
  auth.post('/reset-password', input)

export const readInvitation = (token: string) =>
  auth.post<InvitationInfo>('/read-invitation', { token })

export const acceptInvitation = (input: AcceptInvitationInput) =>
  auth.post<SignedInAnswer>('/accept-invitation', input)

export const checkPassword = (password: string, userInputs: string[]) =>
  auth.post<PasswordVerdict>('/check-password', { password, userInputs })
