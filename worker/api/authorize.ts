import { membershipsOf } from '../db/queries/principals.ts'
import { findToken, markTokenUsed, type TokenRow } from '../db/queries/tokens.ts'
import type { Principal } from '../domain/access/can.ts'
import { ok, type Result } from '../domain/result.ts'
import type { ApiDeps, SessionUser } from './api-deps.ts'
import type { Failure } from './endpoint.ts'
import { fail } from './errors.ts'

const MAX_TOKEN_CHARS = 512
const LAST_USED_EVERY_MS = 60_000
export const WORKSPACE_HEADER = 'x-headwater-workspace'

export type Caller = { kind: 'token'; token: TokenRow } | { kind: 'user'; user: SessionUser }

/**
 * Who calls. A bearer token wins: with one, cookies are not looked at. Otherwise it is the session's
 * user; since browsers send cookies along with whatever page asks, a request that changes something
 * has to come from this very origin.
 */
export async function identify(request: Request, deps: ApiDeps): Promise<Result<Caller, Failure>> {
  const header = request.headers.get('authorization')
  if (header !== null) return identifyToken(header, deps)
  const user = request.headers.has('cookie') ? await deps.accounts.sessionUser(request) : null
  if (user === null) {
    return fail('unauthorized', 'Sign in, or send "Authorization: Bearer <token>".')
  }
  if (!isSafe(request) && request.headers.get('origin') !== new URL(request.url).origin) {
    return fail('forbidden', 'With a session, changes are made from the dashboard only.')
  }
  return ok({ kind: 'user', user })
}

const isSafe = ({ method }: Request) => method === 'GET' || method === 'HEAD'

async function identifyToken(header: string, deps: ApiDeps): Promise<Result<Caller, Failure>> {
  const secret = /^bearer +(\S+)\s*$/i.exec(header)?.[1]
  if (secret === undefined || secret.length > MAX_TOKEN_CHARS) {
    return fail('unauthorized', 'Send "Authorization: Bearer <token>".')
  }
  const token = await findToken(deps.db, await deps.sha256(secret))
  if (token === null) return fail('unauthorized', 'The token is not known, or was revoked.')
  const now = deps.now()
  const { lastUsedAt } = token
  if (lastUsedAt === null || Date.parse(now) - Date.parse(lastUsedAt) >= LAST_USED_EVERY_MS) {
    // Nobody waits for it, and a call does not fail for it.
    deps.waitUntil(markTokenUsed(deps.db, token.workspaceId, token.id, now).catch(() => {}))
  }
  return ok({ kind: 'token', token })
}

/** The caller in one workspace: the token's own, or the one that a session's request names. */
export async function authorize(
  request: Request,
  deps: ApiDeps,
): Promise<Result<Principal, Failure>> {
  const caller = await identify(request, deps)
  if (!caller.ok) return caller
  const from = originOf(request)
  if (caller.value.kind === 'token') {
    const { id, name, workspaceId, permissions } = caller.value.token
    return ok({ kind: 'token', id, name, email: '', workspaceId, permissions, from })
  }
  const { user } = caller.value
  const workspaceId = request.headers.get(WORKSPACE_HEADER)
  if (workspaceId === null) {
    return fail(
      'bad-request',
      'With a session, name the workspace in this header.',
      WORKSPACE_HEADER,
    )
  }
  const memberships = await membershipsOf(deps.db, user.id)
  const membership = memberships.find((candidate) => candidate.workspaceId === workspaceId)
  // The same answer for a workspace that does not exist: ids of others are not for guessing.
  if (membership === undefined) return fail('forbidden', 'You are not a member of this workspace.')
  const { id, name, email } = user
  return ok({
    kind: 'user',
    id,
    name,
    email,
    workspaceId,
    permissions: membership.permissions,
    from,
  })
}

/** Cloudflare sets the header itself; what a client sends under that name does not arrive. */
export const originOf = ({ headers }: Request): Principal['from'] => ({
  ip: headers.get('cf-connecting-ip') ?? '',
  userAgent: headers.get('user-agent') ?? '',
})
