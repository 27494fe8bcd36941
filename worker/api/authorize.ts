import { findToken, markTokenUsed } from '../db/queries/tokens.ts'
import type { Principal } from '../domain/access/can.ts'
import { ok, type Result } from '../domain/result.ts'
import type { ApiDeps } from './api-deps.ts'
import type { Failure } from './endpoint.ts'
import { fail } from './errors.ts'

const MAX_TOKEN_CHARS = 512
const LAST_USED_EVERY_MS = 60_000

/** Who calls. Only a bearer token counts; cookies are not looked at. */
export async function authorize(
  request: Request,
  deps: ApiDeps,
): Promise<Result<Principal, Failure>> {
  const header = request.headers.get('authorization') ?? ''
  const token = /^bearer +(\S+)\s*$/i.exec(header)?.[1]
  if (token === undefined || token.length > MAX_TOKEN_CHARS) {
    return fail('unauthorized', 'Send "Authorization: Bearer <token>".')
  }
  const row = await findToken(deps.db, await deps.sha256(token))
  if (row === null) return fail('unauthorized', 'The token is not known, or was revoked.')
  const now = deps.now()
  if (
    row.lastUsedAt === null ||
    Date.parse(now) - Date.parse(row.lastUsedAt) >= LAST_USED_EVERY_MS
  ) {
    // Nobody waits for it, and a call does not fail for it.
    deps.waitUntil(markTokenUsed(deps.db, row.workspaceId, row.id, now).catch(() => {}))
  }
  return ok({ kind: 'token', id: row.id, workspaceId: row.workspaceId, grants: row.grants })
}
