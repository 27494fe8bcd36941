import { APIError } from 'better-auth/api'
import * as v from 'valibot'
import type { AuthSettings } from './auth-settings.ts'

/** Google, GitHub and the deployment's own OpenID Connect provider, as better-auth is told of them. */

type Oidc = NonNullable<AuthSettings['oidc']>

/** Some send the word instead of the value, and any word would count as a yes. */
const saysYes = (value: unknown): boolean => value === true || value === 'true'

/** GitHub's `email_verified` comes from its list of addresses: better-auth asks for that itself. */
export const socialProviders = ({ google, github }: AuthSettings) => ({
  ...(google !== null && {
    google: {
      ...google,
      mapProfileToUser: (profile: { email_verified: unknown }) => ({
        emailVerified: saysYes(profile.email_verified),
      }),
    },
  }),
  ...(github !== null && { github }),
})

export const oidcConfig = (oidc: Oidc) => ({
  providerId: oidc.id,
  name: oidc.name,
  discoveryUrl: oidc.discoveryUrl,
  clientId: oidc.clientId,
  clientSecret: oidc.clientSecret,
  scopes: ['openid', 'email', 'profile'],
  pkce: true,
  requireIdTokenVerification: true,
  mapProfileToUser: (profile: Record<string, unknown>) => ({
    emailVerified: saysYes(profile.email_verified),
  }),
})

export interface NewcomersDeps {
  /** Whether somebody has invited this address, and the invitation can still be accepted. */
  isInvited(email: string): Promise<boolean>
}

interface Newcomer {
  user: { email?: unknown; emailVerified?: unknown }
  source: { action: string; method: string }
}

/**
 * The last word on who gets an account. Set-up and invitations make theirs without asking; of those who
 * come from a provider, only the invited do, and only when the provider has verified the address.
 */
export async function refuseUninvited({ isInvited }: NewcomersDeps, { user, source }: Newcomer) {
  if (source.action !== 'create-user') return undefined
  const refuse = (error: string, errorDescription: string) => ({ error, errorDescription })
  if (source.method !== 'oauth' || typeof user.email !== 'string') {
    return refuse('signup_disabled', 'Accounts come by invitation.')
  }
  if (user.emailVerified !== true) {
    return refuse('email_not_verified', 'The provider has not verified this address.')
  }
  if (await isInvited(user.email)) return undefined
  return refuse('signup_disabled', 'Accounts come by invitation.')
}

const MAX_NAME_CHARS = 255

/** What a provider says of somebody new: a name for lists and mails, whatever it sent; no picture. */
export function profileOf({ name, email }: { name: string; email: string }) {
  const [mailbox = ''] = email.split('@')
  return { name: name.trim().slice(0, MAX_NAME_CHARS) || mailbox, image: null }
}

/** They would open the account at the provider, and nothing here ever uses them. */
export const NO_PROVIDER_TOKENS = { accessToken: null, refreshToken: null, idToken: null }

const signInSchema = v.strictObject({
  provider: v.string(),
  callbackURL: v.optional(v.string()),
  errorCallbackURL: v.optional(v.string()),
})

/**
 * Signing in and joining go by way of the provider's own page only: better-auth would also take an ID
 * token, from whoever holds one, and parameters for the provider.
 */
export function refuseShortcuts(body: unknown): void {
  if (v.is(signInSchema, body)) return
  const message = 'Send {provider, callbackURL, errorCallbackURL}.'
  throw new APIError('BAD_REQUEST', { code: 'INVALID_BODY', message })
}

/** The deployment's own, where its discovery document could not be had this time. */
export const isAway = (
  oidc: AuthSettings['oidc'],
  asked: unknown,
  present: readonly { id: string }[],
): oidc is Oidc => oidc !== null && asked === oidc.id && !present.some(({ id }) => id === oidc.id)

/** Where a browser goes on that came back from a provider which then did not answer us. */
export const PROVIDER_AWAY_PAGE = '/sign-in?error=provider_unavailable'

export const awayMessage = (name: string) =>
  `${name} does not answer. Try again soon, or sign in another way.`
