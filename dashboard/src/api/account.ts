import { queryOptions } from '@tanstack/react-query'
import { auth } from './client.ts'

/** What an account keeps about itself: better-auth's answers, as far as the dashboard reads them. */

export interface SessionInfo {
  id: string
  token: string
  createdAt: string
  updatedAt: string
  expiresAt: string
  ipAddress?: string | null
  userAgent?: string | null
}

export interface PasskeyInfo {
  id: string
  name?: string | null
  createdAt: string
  deviceType: string
  backedUp: boolean
}

export interface TwoFactorEnrolment {
  totpURI: string
  backupCodes: string[]
}

export const sessionsQuery = () =>
  queryOptions({
    queryKey: ['account', 'sessions'],
    queryFn: async ({ signal }) => {
      const [sessions, current] = await Promise.all([
        auth.get<SessionInfo[]>('/list-sessions', { signal }),
        auth.get<{ session: { id: string } } | null>('/get-session', { signal }),
      ])
      return sessions
        .map((session) => ({ ...session, isCurrent: session.id === current?.session.id }))
        .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || order(b) - order(a))
    },
  })

const order = ({ updatedAt }: SessionInfo) => Date.parse(updatedAt)

export const passkeysQuery = () =>
  queryOptions({
    queryKey: ['account', 'passkeys'],
    queryFn: ({ signal }) => auth.get<PasskeyInfo[]>('/passkey/list-user-passkeys', { signal }),
  })

export const rename = (name: string) => auth.post('/update-user', { name })

export const changePassword = (input: {
  currentPassword: string
  newPassword: string
  revokeOtherSessions: boolean
}) => auth.post('/change-password', input)

/** Nothing is asked for at sign-in until `confirmTwoFactor` has taken a first code. */
export const enrolTwoFactor = (password: string) =>
  auth.post<TwoFactorEnrolment>('/two-factor/enable', { password })

export const confirmTwoFactor = (code: string) => auth.post('/two-factor/verify-totp', { code })

export const disableTwoFactor = (password: string) => auth.post('/two-factor/disable', { password })

/** The earlier ones stop working. */
export const newRecoveryCodes = async (password: string) =>
  (await auth.post<{ backupCodes: string[] }>('/two-factor/generate-backup-codes', { password }))
    .backupCodes

/** @throws when the person does not go through with it. */
export async function addPasskey(name: string): Promise<void> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const optionsJSON = await auth.get<Parameters<typeof startRegistration>[0]['optionsJSON']>(
    '/passkey/generate-register-options',
    { query: { name } },
  )
  const response = await startRegistration({ optionsJSON })
  await auth.post('/passkey/verify-registration', { response, name })
}

export const renamePasskey = (id: string, name: string) =>
  auth.post('/passkey/update-passkey', { id, name })

export const deletePasskey = (id: string) => auth.post('/passkey/delete-passkey', { id })

export const revokeSession = (token: string) => auth.post('/revoke-session', { token })
export const revokeOtherSessions = () => auth.post('/revoke-other-sessions')
export const revokeAllSessions = () => auth.post('/revoke-sessions')

export interface ConnectedProvider {
  /** A password counts as `credential`. */
  providerId: string
  /** Of the connection, not of the person. */
  id: string
}

/** What this person may sign in with. */
export const connectedProvidersQuery = () =>
  queryOptions({
    queryKey: ['connected-providers'],
    queryFn: ({ signal }) => auth.get<ConnectedProvider[]>('/list-accounts', { signal }),
  })

/** Leaves the page for the provider's, which then signs this person in as well. */
export async function connectProvider(provider: string, page: string): Promise<void> {
  const to = { callbackURL: page, errorCallbackURL: page }
  const { url } = await auth.post<{ url: string }>('/link-social', { provider, ...to })
  window.location.assign(url)
}

export const disconnectProvider = ({ providerId, id }: ConnectedProvider) =>
  auth.post('/unlink-account', { providerId, accountId: id })
