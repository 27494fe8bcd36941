import * as v from 'valibot'
import { checkPasswordInputSchema, type SignInMethodsAnswer } from '../api/contract/auth.ts'
import { TimeoutError, withTimeout } from '../platform/with-timeout.ts'
import { acceptInvitation, readInvitation } from './accept-invitation.ts'
import type { AuthDeps } from './auth-deps.ts'
import { AuthFailure, authJson, failureResponse, readBody } from './auth-response.ts'
import { judgePassword } from './passwords.ts'
import { awayMessage, PROVIDER_AWAY_PAGE } from './providers.ts'
import { consume, type Rule } from './rate-limit.ts'
import { setUp } from './set-up.ts'

interface OwnEndpoint {
  method: 'GET' | 'POST'
  limit: Rule | null
  handle(request: Request, deps: AuthDeps): Promise<Response>
}

/** Codes and tokens are long enough never to be guessed; the limits are for the hashing that they cost. */
const OWN: Record<string, OwnEndpoint> = {
  '/auth/setup': { method: 'POST', limit: { window: 60, max: 10 }, handle: setUp },
  '/auth/read-invitation': {
    method: 'POST',
    limit: { window: 60, max: 30 },
    handle: readInvitation,
  },
  '/auth/accept-invitation': {
    method: 'POST',
    limit: { window: 60, max: 10 },
    handle: acceptInvitation,
  },
  '/auth/check-password': {
    method: 'POST',
    limit: { window: 60, max: 120 },
    handle: checkPassword,
  },
  '/auth/sign-in-methods': { method: 'GET', limit: null, handle: signInMethods },
}

const PROVIDER_PATHS = new Set(['/auth/sign-in/social', '/auth/link-social'])
const CALLBACK_PATH = '/auth/callback/'

/** Everything below `/auth`: our own endpoints, and better-auth's. It never throws. */
export async function handleAuth(request: Request, deps: AuthDeps): Promise<Response> {
  const { pathname } = new URL(request.url)
  const own = Object.hasOwn(OWN, pathname) ? OWN[pathname] : undefined
  try {
    if (own === undefined) return inOurShape(await askBetterAuth(request, pathname, deps))
    if (request.method !== own.method) {
      const allow = { allow: own.method }
      throw new AuthFailure(405, 'METHOD_NOT_ALLOWED', `Allowed here: ${own.method}.`, allow)
    }
    if (own.method === 'POST') refuseOtherOrigins(request)
    if (own.limit !== null) await limit(request, pathname, own.limit, deps)
    return await own.handle(request, deps)
  } catch (cause) {
    if (cause instanceof AuthFailure) return failureResponse(cause)
    // The innermost message only: the query builder's own repeats the values that it was given.
    console.error({ event: 'auth request failed', path: pathname, error: rootMessage(cause) })
    return authJson(500, { code: 'INTERNAL', message: 'Something went wrong on this side.' })
  }
}

async function askBetterAuth(
  request: Request,
  pathname: string,
  deps: AuthDeps,
): Promise<Response> {
  const { oidc } = deps.settings
  const isCallback = pathname.startsWith(CALLBACK_PATH)
  try {
    const auth = (await asksOidc(request, pathname, oidc)) ? deps.authWithOidc() : deps.auth
    if (auth !== deps.auth) await withTimeout(auth.$context, deps.providerTimeoutMs)
    const answer = auth.handler(request)
    return await (isCallback ? withTimeout(answer, deps.providerTimeoutMs) : answer)
  } catch (cause) {
    if (!(cause instanceof TimeoutError)) throw cause
    console.warn({ event: 'a sign-in provider does not answer', path: pathname })
    // A browser is shown a page; the session that might still come of the call is never handed out.
    if (isCallback) return Response.redirect(new URL(PROVIDER_AWAY_PAGE, request.url).href)
    throw new AuthFailure(503, 'PROVIDER_UNAVAILABLE', awayMessage(oidc?.name ?? ''))
  }
}

const providerSchema = v.object({ provider: v.string() })

/** Only these wait for what the deployment's own provider says of itself. */
async function asksOidc(
  request: Request,
  pathname: string,
  oidc: AuthDeps['settings']['oidc'],
): Promise<boolean> {
  if (oidc === null) return false
  if (pathname === CALLBACK_PATH + oidc.id) return true
  if (request.method !== 'POST' || !PROVIDER_PATHS.has(pathname)) return false
  const { provider } = await readBody(request.clone(), providerSchema)
  return provider === oidc.id
}

/** better-auth's answer; where it refuses without a code, as for paths it does not have, with one. */
async function inOurShape(response: Response): Promise<Response> {
  const answer = new Response(response.body, response)
  answer.headers.set('cache-control', 'no-store')
  if (response.status === 404 && !isJson(response)) {
    return authJson(404, { code: 'NOT_FOUND', message: 'There is no such endpoint.' })
  }
  if (response.status === 429 && response.headers.has('x-retry-after')) {
    const headers = { 'retry-after': response.headers.get('x-retry-after') ?? '1' }
    const message = 'Too many attempts. Try again soon.'
    return authJson(429, { code: 'TOO_MANY_ATTEMPTS', message }, headers)
  }
  return answer
}

const isJson = ({ headers }: Response) => headers.get('content-type')?.includes('json') === true

/** Browsers name the origin on every POST; a page of another origin must not sign anybody in here. */
function refuseOtherOrigins(request: Request): void {
  const origin = request.headers.get('origin')
  if (origin === null && !request.headers.has('cookie')) return
  if (origin !== new URL(request.url).origin) {
    throw new AuthFailure(403, 'INVALID_ORIGIN', 'This has to come from the app itself.')
  }
}

async function limit(request: Request, path: string, rule: Rule, deps: AuthDeps): Promise<void> {
  const ip = request.headers.get('cf-connecting-ip') ?? 'unknown'
  const { allowed, retryAfter } = await consume(deps.db, `own:${ip}:${path}`, rule, deps.nowMs())
  if (allowed) return
  const headers = { 'retry-after': String(retryAfter) }
  throw new AuthFailure(429, 'TOO_MANY_ATTEMPTS', 'Too many attempts. Try again soon.', headers)
}

async function checkPassword(request: Request): Promise<Response> {
  const { password, userInputs } = await readBody(request, checkPasswordInputSchema)
  return authJson(200, await judgePassword(password, userInputs))
}

async function signInMethods(_: Request, { settings, resetByEmail }: AuthDeps): Promise<Response> {
  const answer: SignInMethodsAnswer = {
    social: (['google', 'github'] as const).filter((id) => settings[id] !== null),
    oidc: settings.oidc === null ? [] : [{ id: settings.oidc.id, name: settings.oidc.name }],
    resetByEmail,
  }
  return authJson(200, answer)
}

function rootMessage(error: unknown): string {
  let root = error
  while (root instanceof Error && root.cause !== undefined) root = root.cause
  return root instanceof Error ? (root.stack ?? root.message) : 'not an error'
}
