import type { CatalogEntry } from '../destinations/catalog.ts'
import type { OAuthTokens, RequestClient, SendContext } from '../destinations/destination.ts'
import { OAUTH_SETTING_KEYS } from '../domain/catalog/oauth-settings.ts'
import type { DestinationConfig, SealedSettings } from '../domain/config/snapshot.ts'
import type { OAuthRpc } from '../messages/oauth-rpc.ts'
import { InvalidSettings } from './attempt-errors.ts'
import { createOAuthPort, type OAuthPortDeps } from './oauth-port.ts'
import { readSettings } from './read-settings.ts'
import { type AttemptSecrets, createAttemptSecrets } from './secrets-of-attempt.ts'

export interface OpenDestinationDeps {
  catalog: ReadonlyMap<string, CatalogEntry>
  /** @throws SecretsUnreadable */
  open(sealed: SealedSettings): Promise<Record<string, unknown>>
  createRequest(signal: AbortSignal): RequestClient
  now: () => number
  /** Tokens are looked up, renewed and kept where attempts do it; absent where nothing goes out. */
  oauth?: Omit<OAuthPortDeps, 'open' | 'onTokens' | 'log'> & {
    log(destinationId: string): OAuthPortDeps['log'] & Pick<OAuthRpc, 'refreshedTokens'>
  }
}

/** A destination outside of an attempt, with the tokens that hold now. */
export async function openDestination(
  config: DestinationConfig,
  deps: OpenDestinationDeps,
  signal: AbortSignal,
): Promise<{
  entry: CatalogEntry
  settings: unknown
  secrets: AttemptSecrets
  ctx: SendContext
}> {
  const entry = deps.catalog.get(config.slug)
  if (!entry) throw new InvalidSettings(`there is no destination "${config.slug}"`)
  const usesTokens = [...OAUTH_SETTING_KEYS].some((name) => name in entry.metadata.settings)
  const oauth = usesTokens && config.destinationId !== '' ? deps.oauth : undefined
  const log = oauth?.log(config.destinationId)
  const refreshed = (await log?.refreshedTokens()) ?? null
  const opened =
    config.sealed === null && refreshed === null
      ? {}
      : await deps.open({ ...config.sealed, ...refreshed })
  const secrets = createAttemptSecrets(opened)
  const onTokens = ({ accessToken, refreshToken }: OAuthTokens) => {
    secrets.add(accessToken)
    if (refreshToken !== undefined) secrets.add(refreshToken)
  }
  const port = oauth && log && createOAuthPort({ ...oauth, open: deps.open, log, onTokens })
  return {
    entry,
    settings: readSettings(entry, { ...config.settings, ...opened }),
    secrets,
    ctx: {
      request: deps.createRequest(signal),
      ...(port && { oauth: port }),
      now: deps.now,
      random: () => 0.5,
      signal,
    },
  }
}
