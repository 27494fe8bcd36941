import type { SettingDetail } from './destination-detail.ts'

/**
 * What a destination that signs in with OAuth keeps besides its own settings. Either an access token is
 * enough (some partners hand out ones that never end), or a refresh token with the client it was made
 * for. The redirect flow fills in both tokens. What a refresh brings is kept by the destination's log,
 * and holds for as long as these stay as they are.
 */
export const OAUTH_SETTINGS: readonly SettingDetail[] = [
  setting('oauthClientId', 'OAuth client id', 'Of the app that you registered with the partner.', {
    secret: false,
  }),
  setting('oauthClientSecret', 'OAuth client secret', 'Of the same app.'),
  setting(
    'oauthRefreshToken',
    'Refresh token',
    'Filled in by connecting, or pasted. New access tokens are asked for with it.',
  ),
  setting(
    'oauthAccessToken',
    'Access token',
    'Filled in by connecting, or pasted. Enough by itself where the partner’s tokens never end.',
  ),
]

export const OAUTH_SETTING_KEYS: ReadonlySet<string> = new Set(OAUTH_SETTINGS.map(({ key }) => key))

export const isOAuthScheme = (scheme: string): boolean =>
  scheme === 'oauth2' || scheme === 'oauth-managed'

function setting(
  key: string,
  label: string,
  description: string,
  { secret }: { secret: boolean } = { secret: true },
): SettingDetail {
  return {
    key,
    label,
    description,
    type: 'string',
    required: false,
    secret,
    namesHost: false,
  }
}
