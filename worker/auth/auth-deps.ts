import type { AccessDeps } from '../db/queries/team.ts'
import type { AuthSettings } from './auth-settings.ts'
import type { Auth } from './better-auth.ts'

/** What the endpoints below `/auth` need; one for each origin that people sign in on. */
export interface AuthDeps extends AccessDeps {
  auth: Auth
  /** The same with the deployment's own provider, as that one describes itself now. */
  authWithOidc(): Auth
  settings: AuthSettings
  nowMs(): number
  sha256(text: string): Promise<string>
  /** Whether a forgotten password can be reset by e-mail. */
  resetByEmail: boolean
  /** How long another provider may take: to describe itself, and again to say who has come back from it. */
  providerTimeoutMs: number
}
