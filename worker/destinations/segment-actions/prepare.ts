import { isOAuthScheme, OAUTH_SETTING_KEYS } from '../../domain/catalog/oauth-settings.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { AttemptResult } from '../../messages/delivery-log-rpc.ts'
import type { DeliveryEvent, OAuthPort, SendContext } from '../destination.ts'
import { createOAuthSession, type OAuthSession } from './oauth-session.ts'
import type { Caller } from './run-call.ts'
import type {
  UpstreamAuth,
  UpstreamBundle,
  UpstreamCore,
  UpstreamDefinition,
  UpstreamDestination,
} from './upstream.ts'

/** @throws when the bundle lacks it: then the deployment is not whole, and what waits can wait. */
export function definitionOf(bundle: UpstreamBundle, key: string): Promise<UpstreamDefinition> {
  const load = bundle.definitions[key]
  if (load === undefined) throw new Error(`the bundle has no definition "${key}"`)
  return load()
}

const NOBODY = { destinationId: '', sourceId: '' }

export interface PreparedBatch {
  settings: Record<string, unknown>
  events: readonly DeliveryEvent[]
  owner?: { destinationId: string; sourceId: string }
}

/** Upstream's object for one attempt, and what every call of it needs. */
export function prepareCaller(
  bundle: UpstreamBundle,
  key: string,
  definition: UpstreamDefinition,
  { settings: all, events, owner }: PreparedBatch,
  ctx: SendContext,
): Result<Caller, AttemptResult> {
  const { settings, auth } = splitSettings(all)
  const destination = new bundle.Destination(definition)
  try {
    // Coerces what is stored into what the definition expects.
    destination.validateSettings(settings)
  } catch (error) {
    const message = error instanceof Error ? error.message : 'not valid'
    return { ok: false, error: { outcome: 'failed', code: 'INVALID_SETTINGS', message } }
  }
  const env = bundle.operatorEnvOf(key, settings, appOf(auth))
  const session = sessionOf(bundle, destination, definition, { settings, auth, ctx, env })
  return ok({
    core: bundle,
    destination,
    settings,
    session,
    events,
    ctx,
    owner: owner ?? NOBODY,
    env,
  })
}

export function splitSettings(all: Record<string, unknown>): {
  settings: Record<string, unknown>
  auth: UpstreamAuth
} {
  const text = (key: string) => {
    const value = all[key]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return {
    settings: Object.fromEntries(
      Object.entries(all).filter(([key]) => !OAUTH_SETTING_KEYS.has(key)),
    ),
    auth: {
      accessToken: text('oauthAccessToken'),
      refreshToken: text('oauthRefreshToken'),
      clientId: text('oauthClientId'),
      clientSecret: text('oauthClientSecret'),
    },
  }
}

/** Without a port the tokens are used as they are. */
function sessionOf(
  core: UpstreamCore,
  destination: UpstreamDestination,
  definition: UpstreamDefinition,
  {
    settings,
    auth,
    ctx,
    env,
  }: {
    settings: Record<string, unknown>
    auth: UpstreamAuth
    ctx: SendContext
    env: Record<string, string>
  },
): OAuthSession | null {
  if (!isOAuthScheme(definition.authentication?.scheme ?? '')) return null
  const outbound = { request: ctx.request, hops: 0, confidential: true, env }
  return createOAuthSession({
    core,
    destination,
    definition,
    settings,
    auth,
    port: ctx.oauth ?? NO_PORT,
    outbound: (work) => core.runWithOutbound(outbound, work),
  })
}

export const appOf = ({ clientId, clientSecret }: UpstreamAuth) => ({
  ...(clientId !== undefined && { clientId }),
  ...(clientSecret !== undefined && { clientSecret }),
})

/** Where nothing goes out, any token will do. */
const NO_PORT: OAuthPort = {
  refresh: async () => ({ ok: true, tokens: { accessToken: 'access-token' }, fresh: true }),
  pause: async () => {},
}
