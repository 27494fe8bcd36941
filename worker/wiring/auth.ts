import { waitUntil } from 'cloudflare:workers'
import type { AccountsView, Mail } from '../api/api-deps.ts'
import { passwordResetMail } from '../api/mails.ts'
import type { AuthDeps } from '../auth/auth-deps.ts'
import { authSettingsOf } from '../auth/auth-settings.ts'
import { type BetterAuthDeps, createBetterAuth } from '../auth/better-auth.ts'
import { signInvitation } from '../auth/invitation-token.ts'
import { createDb } from '../db/client.ts'
import { recordSignIn } from '../db/queries/accounts.ts'
import { isInvited } from '../db/queries/invitations.ts'
import type { AppEnv, AppVars } from '../env.ts'
import { newId, newNonce } from '../platform/random-ids.ts'
import { sha256Hex } from '../platform/sha256.ts'

/** A Worker serves few hosts, each of them by the choice of whoever runs it. */
const MAX_ORIGINS = 16
const RESET_VALID_MS = 3_600_000
const PROVIDER_TIMEOUT_MS = 10_000

const built = new Map<string, AuthDeps>()

/** Built once per isolate and origin: cookies and passkeys belong to an origin. */
export function authOf(env: AppEnv, vars: AppVars, origin: string): AuthDeps {
  const known = built.get(origin)
  if (known !== undefined) return known
  const db = createDb(env.DB)
  const settings = authSettingsOf(vars)
  const now = () => new Date().toISOString()
  const sendMail = senderOf(env, vars)
  const access = { db, now, newId }
  const betterAuthDeps: BetterAuthDeps = {
    db,
    settings,
    origin,
    nowMs: Date.now,
    newId,
    sendPasswordReset: sendMail && sendResetWith(sendMail, new URL(origin).host),
    waitUntil,
    signedIn: (session) => recordSignIn(access, session),
    isInvited: (email) => isInvited(access, email),
  }
  const deps: AuthDeps = {
    ...access,
    auth: createBetterAuth(betterAuthDeps),
    authWithOidc: () => createBetterAuth(betterAuthDeps, settings.oidc),
    settings,
    nowMs: Date.now,
    sha256: sha256Hex,
    resetByEmail: sendMail !== null,
    providerTimeoutMs: PROVIDER_TIMEOUT_MS,
  }
  if (built.size >= MAX_ORIGINS) built.clear()
  built.set(origin, deps)
  return deps
}

/** Whoever asked is not told of a failure, as that would tell that there is such an account. */
const sendResetWith =
  (sendMail: (mail: Mail) => Promise<void>, host: string) => async (to: string, link: string) => {
    try {
      await sendMail(passwordResetMail(to, link, host))
    } catch (cause) {
      console.error({ event: 'password reset mail failed', error: String(cause) })
    }
  }

/** Null unless both the binding and the sender's address are configured. */
export function senderOf(env: AppEnv, vars: AppVars): ((mail: Mail) => Promise<void>) | null {
  const { EMAIL } = env
  const from = vars.EMAIL_FROM
  if (EMAIL === undefined || from === '') return null
  return async (mail) => {
    await EMAIL.send({ from, ...mail })
  }
}

/** @param deps Asked for when a session is, since building it costs what most tokens' calls need not pay. */
export const accountsOf = (deps: () => AuthDeps): AccountsView => ({
  async sessionUser(request) {
    const session = await deps().auth.api.getSession({ headers: request.headers })
    if (session === null) return null
    const { id, name, email, twoFactorEnabled } = session.user
    return { id, name, email, twoFactorEnabled: twoFactorEnabled ?? false }
  },
  invitationToken: (invitation, via) => signInvitation(deps().settings.secret, invitation, via),
  async passwordResetToken(userId) {
    const { internalAdapter } = await deps().auth.$context
    const token = newNonce() + newNonce()
    const expiresAt = new Date(Date.now() + RESET_VALID_MS)
    await internalAdapter.createVerificationValue({
      identifier: `reset-password:${token}`,
      value: userId,
      expiresAt,
    })
    return { token, expiresAt: expiresAt.toISOString() }
  },
})
