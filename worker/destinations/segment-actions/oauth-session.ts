import * as v from 'valibot'
import type { OAuthPort } from '../destination.ts'
import { isUnauthorized } from './outcome.ts'
import type {
  UpstreamAuth,
  UpstreamCore,
  UpstreamDefinition,
  UpstreamDestination,
} from './upstream.ts'

/** The destination cannot be used until a person has connected it again: nothing more is sent. */
export class NeedsReconnect extends Error {
  override name = 'NeedsReconnect'
}

/** A new token could not be had just now. */
export class RefreshFailed extends Error {
  override name = 'RefreshFailed'
}

class NoToken extends Error {
  override name = 'NoToken'
}

/** The tokens of one attempt, which all its calls share. */
export interface OAuthSession {
  auth(): UpstreamAuth
  /** Before the first call: when all there is is a way to a token. */
  prepare(): Promise<void>
  /**
   * A token was refused: gets another in its place, once however many calls met the same refusal.
   * @throws NeedsReconnect or RefreshFailed
   */
  renew(refused: UpstreamAuth): Promise<void>
  /** The partner said that these credentials are good for nothing. */
  giveUp(message: string): Promise<never>
}

export interface OAuthSessionDeps {
  core: UpstreamCore
  destination: UpstreamDestination
  definition: UpstreamDefinition
  /** Without those of OAuth. */
  settings: Record<string, unknown>
  auth: UpstreamAuth
  port: OAuthPort
  /** Runs `work` with a way out for requests that carry no event. */
  outbound<T>(work: () => Promise<T>): Promise<T>
}

const refreshedSchema = v.object({
  accessToken: v.pipe(v.string(), v.minLength(1)),
  refreshToken: v.optional(v.string()),
})

export function createOAuthSession(deps: OAuthSessionDeps): OAuthSession {
  const { port } = deps
  let auth = deps.auth
  let renewing: { of: string; done: Promise<void> } | null = null

  const ask = async () => {
    const answer = await deps.outbound(() =>
      deps.destination.refreshAccessToken({ ...deps.settings }, { ...auth }),
    )
    const tokens = v.safeParse(refreshedSchema, answer)
    if (tokens.success) return tokens.output
    throw new NoToken('the partner gave no new access token')
  }
  const judge = (error: unknown) => {
    if (error instanceof NoToken) return 'OAUTH_REFRESH_FAILED'
    return isRefusal(error) ? 'REFRESH_TOKEN_EXPIRED' : null
  }
  const renewOnce = async (of: string) => {
    const turn = await port.refresh(of, ask, judge)
    if (turn.ok) {
      auth = {
        ...auth,
        accessToken: turn.tokens.accessToken,
        ...(turn.tokens.refreshToken && { refreshToken: turn.tokens.refreshToken }),
      }
      return
    }
    throw turn.final ? new NeedsReconnect(turn.message) : new RefreshFailed(turn.message)
  }
  const renew = async (refused: UpstreamAuth): Promise<void> => {
    const of = refused.accessToken ?? ''
    if (of !== (auth.accessToken ?? '')) return
    if (renewing?.of !== of) renewing = { of, done: renewOnce(of) }
    await renewing.done
  }
  return {
    auth: () => ({ ...auth }),
    prepare: async () => {
      if (!auth.accessToken && auth.refreshToken) await renew(auth)
    },
    renew,
    giveUp: async (message) => {
      await port.pause('INVALID_AUTHENTICATION', message)
      throw new NeedsReconnect(message)
    },
  }
}

/** Statuses by which token endpoints say no for good; others are of the moment. */
function isRefusal(error: unknown): boolean {
  if (isUnauthorized(error)) return true
  const { status, response } = Object(error) as {
    status?: unknown
    response?: { status?: unknown }
  }
  const known = typeof status === 'number' ? status : response?.status
  return known === 400 || known === 403
}
