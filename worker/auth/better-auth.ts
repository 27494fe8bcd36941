import { passkey } from '@better-auth/passkey'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { APIError, createAuthMiddleware } from 'better-auth/api'
import { betterAuth } from 'better-auth/minimal'
import { genericOAuth, twoFactor } from 'better-auth/plugins'
import * as v from 'valibot'
import { PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS } from '../api/contract/auth.ts'
import { nameSchema } from '../api/contract/sources.ts'
import type { Db } from '../db/client.ts'
import { forgetEmailVerified } from '../db/queries/accounts.ts'
import {
  accounts,
  passkeys,
  sessions,
  twoFactors,
  users,
  verifications,
} from '../db/schema/accounts.ts'
import type { AuthSettings } from './auth-settings.ts'
import { judgePassword } from './passwords.ts'
import {
  awayMessage,
  isAway,
  type NewcomersDeps,
  NO_PROVIDER_TOKENS,
  oidcConfig,
  PROVIDER_AWAY_PAGE,
  profileOf,
  refuseShortcuts,
  refuseUninvited,
  socialProviders,
} from './providers.ts'
import { consume } from './rate-limit.ts'

export interface BetterAuthDeps extends NewcomersDeps {
  db: Db
  settings: AuthSettings
  /** The origin that people sign in on, e.g. `https://app.example.com`. */
  origin: string
  nowMs(): number
  newId(prefix: string): string
  /** Null where no e-mail is configured. */
  sendPasswordReset: ((to: string, link: string) => Promise<void>) | null
  /** Goes on with work that the answer does not wait for. */
  waitUntil(work: Promise<unknown>): void
  /** Somebody has signed in. */
  signedIn(session: { userId: string; ip: string; userAgent: string }): Promise<void>
}

export type Auth = ReturnType<typeof createBetterAuth>

const DAY_S = 86_400
const ID_PREFIXES: Record<string, string> = {
  user: 'usr',
  session: 'ses',
  account: 'acc',
  verification: 'ver',
  twoFactor: 'tfa',
  passkey: 'pky',
}

/**
 * Endpoints that make accounts, change what we rely on, hand out a provider's tokens or a second factor's
 * secret again, try passwords, or mail codes.
 */
const DISABLED_PATHS = [
  '/sign-up/email',
  '/change-email',
  '/delete-user',
  '/delete-user/callback',
  '/update-session',
  '/send-verification-email',
  '/verify-email',
  '/get-access-token',
  '/refresh-token',
  '/account-info',
  '/verify-password',
  '/two-factor/get-totp-uri',
  '/two-factor/send-otp',
  '/two-factor/verify-otp',
  '/ok',
]

/** Tries of one account's password, wherever they come from. */
const SIGN_INS_PER_ACCOUNT = { window: 900, max: 50 }

/**
 * Signing in, sessions, passwords, two-factor codes, passkeys and other providers.
 * @param oidc The deployment's own provider. With it, the first call waits for the provider's discovery
 * document and keeps what came of that: only for the requests that need it, and for one at a time.
 */
export function createBetterAuth(deps: BetterAuthDeps, oidc: AuthSettings['oidc'] = null) {
  const { db, settings, origin } = deps
  const { sendPasswordReset } = deps
  return betterAuth({
    appName: 'Headwater',
    baseURL: origin,
    basePath: '/auth',
    secret: settings.secret,
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      // Its further arguments may hold what a request brought.
      log: (level, message) => console.warn(JSON.stringify({ event: 'auth', level, message })),
    },
    onAPIError: {
      // Where those go whom a provider's page sends back without a sign-in; the page says why.
      errorURL: `${origin}/sign-in`,
      // Refusals are answers, not errors to look into.
      onError: (error) => {
        if (error instanceof APIError) return
        const message = error instanceof Error ? (error.stack ?? error.message) : 'not an error'
        console.error({ event: 'auth request failed', error: message })
      },
    },
    disabledPaths: DISABLED_PATHS,
    database: drizzleAdapter(db, {
      provider: 'sqlite',
      schema: {
        user: users,
        session: sessions,
        account: accounts,
        verification: verifications,
        twoFactor: twoFactors,
        passkey: passkeys,
      },
    }),
    verification: { storeIdentifier: 'hashed' },
    session: { expiresIn: 7 * DAY_S, updateAge: DAY_S },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_CHARS,
      maxPasswordLength: PASSWORD_MAX_CHARS,
      revokeSessionsOnPasswordReset: true,
      ...(sendPasswordReset !== null && {
        sendResetPassword: async ({ user, token }) => {
          const link = `${origin}/reset-password?token=${encodeURIComponent(token)}`
          await sendPasswordReset(user.email, link)
        },
      }),
    },
    user: {
      validateUserInfo: (newcomer) => refuseUninvited(deps, newcomer),
    },
    socialProviders: socialProviders(settings),
    plugins: [
      twoFactor({ issuer: 'Headwater', twoFactorTable: 'twoFactor' }),
      passkey({
        rpID: new URL(origin).hostname,
        rpName: 'Headwater',
        origin,
        // Asked for before any address is, so it has to be on the device; and no second factor is asked for
        // after it, so the device has to have recognized its owner.
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        authentication: {
          afterVerification: async ({ verification }) => {
            if (!verification.authenticationInfo.userVerified) throw unrecognized()
          },
        },
      }),
      ...(oidc === null ? [] : [genericOAuth({ config: [oidcConfig(oidc)] })]),
    ],
    rateLimit: {
      enabled: true,
      window: 60,
      max: 100,
      customStorage: {
        consume: (key, rule) => consume(db, `ip:${key}`, rule, deps.nowMs()),
      },
      customRules: {
        // Asked on every page, and it opens nothing.
        '/get-session': false,
        '/sign-in/email': { window: 60, max: 30 },
        // It only leads to the provider; by itself better-auth allows a whole office three in ten seconds.
        '/sign-in/social': { window: 60, max: 100 },
        '/change-password': { window: 60, max: 10 },
        '/two-factor/enable': { window: 60, max: 10 },
        '/two-factor/disable': { window: 60, max: 10 },
        '/two-factor/verify-totp': { window: 60, max: 10 },
        '/two-factor/verify-backup-code': { window: 60, max: 10 },
      },
    },
    advanced: {
      cookiePrefix: 'headwater',
      // How long an answer takes must not tell whether a mail went out, and so whether there is an account.
      backgroundTasks: { handler: (work) => deps.waitUntil(work) },
      useSecureCookies: origin.startsWith('https:'),
      ipAddress: { ipAddressHeaders: ['cf-connecting-ip'] },
      database: {
        generateId: ({ model }) => deps.newId(ID_PREFIXES[model] ?? 'aut'),
        validateSchema: false,
      },
    },
    databaseHooks: {
      user: {
        create: { before: async (user) => ({ data: profileOf(user) }) },
        // A sign-in at a provider would set it, and undo what disconnecting another provider has done.
        update: { before: async (change) => !('emailVerified' in change) },
      },
      account: {
        create: { before: async () => ({ data: NO_PROVIDER_TOKENS }) },
        update: { before: async () => ({ data: NO_PROVIDER_TOKENS }) },
        delete: { after: ({ userId }) => forgetEmailVerified(db, userId) },
      },
      session: {
        create: {
          after: async (session) => {
            await deps.signedIn({
              userId: session.userId,
              ip: session.ipAddress ?? '',
              userAgent: session.userAgent ?? '',
            })
          },
        },
      },
    },
    hooks: {
      before: createAuthMiddleware(async (ctx) => {
        if (ctx.path === '/sign-in/email') await limitSignIns(deps, ctx.body)
        if (ctx.path === '/sign-in/social' || ctx.path === '/link-social') {
          refuseShortcuts(ctx.body)
          refuseAway(oidc, ctx)
        }
        if (
          ctx.path === '/callback/:id' &&
          isAway(oidc, ctx.params?.id, ctx.context.socialProviders)
        ) {
          throw ctx.redirect(`${origin}${PROVIDER_AWAY_PAGE}`)
        }
        if (ctx.path === '/update-user') refuseOddProfile(ctx.body)
        if (ctx.path === '/change-password' || ctx.path === '/reset-password') {
          await refuseWeakPassword(ctx.body)
        }
      }),
    },
  })
}

const unrecognized = () =>
  new APIError('UNAUTHORIZED', {
    code: 'USER_NOT_VERIFIED',
    message: 'The device did not check who you are. Set a PIN on it, or sign in another way.',
  })

const signInSchema = v.object({ email: v.pipe(v.string(), v.trim(), v.toLowerCase()) })

/** An attacker with many addresses gets no more tries at one account than one with a single address. */
async function limitSignIns(deps: BetterAuthDeps, body: unknown): Promise<void> {
  const parsed = v.safeParse(signInSchema, body)
  if (!parsed.success) return
  const key = `account:${parsed.output.email.slice(0, 254)}`
  const { allowed } = await consume(deps.db, key, SIGN_INS_PER_ACCOUNT, deps.nowMs())
  if (!allowed) {
    throw new APIError('TOO_MANY_REQUESTS', {
      code: 'TOO_MANY_ATTEMPTS',
      message: 'Too many attempts for this account. Try again in some minutes.',
    })
  }
}

function refuseAway(oidc: AuthSettings['oidc'], { context, body }: ProviderRequest): void {
  if (!isAway(oidc, providerIn(body), context.socialProviders)) return
  const message = awayMessage(oidc.name)
  throw new APIError('SERVICE_UNAVAILABLE', { code: 'PROVIDER_UNAVAILABLE', message })
}

interface ProviderRequest {
  body: unknown
  context: { socialProviders: readonly { id: string }[] }
}

const providerIn = (body: unknown): unknown =>
  v.is(v.object({ provider: v.string() }), body) ? body.provider : null

const profileSchema = v.object({ name: v.optional(nameSchema), image: v.nullish(v.literal('')) })

/** The name is all that people may change of their account; it goes into mails and lists. */
function refuseOddProfile(body: unknown): void {
  if (v.is(profileSchema, body)) return
  const message = 'A name has 1 to 255 characters; there are no pictures.'
  throw new APIError('BAD_REQUEST', { code: 'INVALID_BODY', message })
}

const newPasswordSchema = v.object({ newPassword: v.string() })

async function refuseWeakPassword(body: unknown): Promise<void> {
  const parsed = v.safeParse(newPasswordSchema, body)
  if (!parsed.success) return
  const { acceptable, message } = await judgePassword(parsed.output.newPassword, [])
  if (!acceptable) throw new APIError('BAD_REQUEST', { code: 'PASSWORD_TOO_WEAK', message })
}
