import { originOf } from '../api/authorize.ts'
import { setupInputSchema } from '../api/contract/auth.ts'
import { createOwner, isSetupCode } from '../db/queries/accounts.ts'
import type { AuthDeps } from './auth-deps.ts'
import { AuthFailure, readBody } from './auth-response.ts'
import { hashNewPassword, signInNew } from './sign-in-new.ts'

const invalidCode = () =>
  new AuthFailure(403, 'INVALID_SETUP_CODE', 'The set-up code is not valid, or has been used.')

/** Makes the owner's account with the code that was printed when the service was installed. */
export async function setUp(request: Request, deps: AuthDeps): Promise<Response> {
  const { code, name, email, password, workspaceName } = await readBody(request, setupInputSchema)
  const codeHash = await deps.sha256(code)
  // Looked at first, so that a wrong code costs no hashing of a password.
  if (!(await isSetupCode(deps.db, codeHash))) throw invalidCode()
  const passwordHash = await hashNewPassword(deps, password, [name, email])
  const created = await createOwner(deps, {
    codeHash,
    name,
    email,
    // Whoever holds the code types what they like: nothing has been sent to the address.
    emailVerified: false,
    passwordHash,
    workspaceName,
    from: originOf(request),
  })
  if (!created.ok) {
    if (created.error.reason === 'invalid_code') throw invalidCode()
    throw new AuthFailure(503, 'BUSY', 'The database is not ready. Try again.')
  }
  return signInNew(request, deps, { ...created.value, password })
}
