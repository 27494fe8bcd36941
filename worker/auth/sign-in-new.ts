import type { SignedInAnswer } from '../api/contract/auth.ts'
import type { UserRow } from '../db/queries/accounts.ts'
import type { AuthDeps } from './auth-deps.ts'
import { AuthFailure, authJson } from './auth-response.ts'
import { judgePassword } from './passwords.ts'

/** @throws AuthFailure when the password may not be used. @returns its hash. */
export async function hashNewPassword(
  { auth }: AuthDeps,
  password: string,
  userInputs: readonly string[],
): Promise<string> {
  const { acceptable, message } = await judgePassword(password, userInputs)
  if (!acceptable) throw new AuthFailure(400, 'PASSWORD_TOO_WEAK', message)
  const context = await auth.$context
  return context.password.hash(password)
}

/** The first session of an account that has just been made; the cookie is better-auth's. */
export async function signInNew(
  request: Request,
  { auth }: AuthDeps,
  { user, password, workspaceId }: { user: UserRow; password: string; workspaceId: string },
): Promise<Response> {
  const signedIn = await auth.api.signInEmail({
    body: { email: user.email, password },
    headers: request.headers,
    asResponse: true,
  })
  const headers = new Headers()
  for (const cookie of signedIn.headers.getSetCookie()) headers.append('set-cookie', cookie)
  const { id, name, email } = user
  const answer: SignedInAnswer = { user: { id, name, email }, workspaceId }
  return authJson(200, answer, headers)
}
