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
  /** Nothing is to be sent any more: a person has to connect the destination again. */
  readonly over: boolean
  auth(): UpstreamAuth
  /** Before the first call: when all there is is a way to a token. */
  prepare(): Promise<void>
  /**
   * A token was refused: gets another in its place, once however many calls met the same refusal.
   * Answers whether it is fresh, so that there is no use in asking again when it is refused as well.
   * @throws NeedsReconnect or RefreshFailed
   */
  renew(refused: UpstreamAuth): Promise<boolean>
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
  let over = false
  let renewing: { of: string; done: Promise<boolean> } | null = null

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
      return turn.fresh
    }
    if (!turn.final) throw new RefreshFailed(turn.message)
    over = true
    throw new NeedsReconnect(turn.message)
  }
  const renew = async (refused: UpstreamAuth): Promise<boolean> => {
    const of = refused.accessToken ?? ''
    // Another call of this attempt has got one meanwhile.
    if (of !== (auth.accessToken ?? '')) return false
    if (renewing?.of !== of) renewing = { of, done: renewOnce(of) }
    return await renewing.done
  }
  return {
    get over() {
      return over
    },
    auth: () => ({ ...auth }),
    prepare: async () => {
      if (!auth.accessToken && auth.refreshToken) await renew(auth)
    },
    renew,
    giveUp: async (message) => {
      over = true
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
