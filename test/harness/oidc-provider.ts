import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import {
  type AuthorizationServer,
  type Grant,
  startAuthorizationServer,
} from './authorization-server.ts'

/** Who the provider says is there. */
export interface OidcIdentity {
  sub: string
  email: string
  email_verified: unknown
  name?: string
  picture?: string
}

export interface OidcProvider extends AuthorizationServer<OidcIdentity> {
  readonly discoveryUrl: string
  /** Claims that replace the right ones in ID tokens. */
  forged: Record<string, unknown>
}

const PATHS = { authorizePath: '/authorize', tokenPath: '/token' }

/** An OpenID Connect provider on loopback. */
export async function startOidcProvider(): Promise<OidcProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = randomUUID()
  const forged: Record<string, unknown> = {}
  const server = await startAuthorizationServer<OidcIdentity>((issuer, clientId) => ({
    ...PATHS,
    tokens: (grant) => {
      const claims = { ...claimsOf(grant, issuer, clientId), ...provider.forged }
      const text = unsigned({ alg: 'ES256', kid, typ: 'JWT' }, claims)
      const key = { key: privateKey, dsaEncoding: 'ieee-p1363' as const }
      return tokensWith(`${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`)
    },
    answers: {
      'GET /.well-known/openid-configuration': () => discovery(issuer),
      'GET /jwks': () => ({
        keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }],
      }),
    },
  }))
  const discoveryUrl = `${server.origin}/.well-known/openid-configuration`
  const provider: OidcProvider = Object.assign(server, { discoveryUrl, forged })
  return provider
}

/** Hosts of Google's that take part in a sign-in; all of them are the one server. */
export const GOOGLE_HOSTS = ['accounts.google.com', 'oauth2.googleapis.com']

/** As much of Google as a sign-in meets. Its ID token comes from itself, so its signature is not looked at. */
export const startGoogle = (): Promise<AuthorizationServer<OidcIdentity>> =>
  startAuthorizationServer<OidcIdentity>((_, clientId) => ({
    authorizePath: '/o/oauth2/v2/auth',
    tokenPath: '/token',
    tokens: (grant) => {
      const claims = claimsOf(grant, 'https://accounts.google.com', clientId)
      return tokensWith(`${unsigned({ alg: 'RS256', kid: 'k', typ: 'JWT' }, claims)}.c2ln`)
    },
    answers: {},
  }))

const discovery = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}${PATHS.authorizePath}`,
  token_endpoint: `${issuer}${PATHS.tokenPath}`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
  code_challenge_methods_supported: ['S256'],
})

const claimsOf = ({ identity, asked }: Grant<OidcIdentity>, issuer: string, clientId: string) => ({
  iss: issuer,
  aud: clientId,
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 300,
  nonce: asked.get('nonce') ?? undefined,
  ...identity,
})

const unsigned = (header: object, claims: object): string =>
  [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')

const tokensWith = (idToken: string) => ({
  access_token: `access-${randomUUID()}`,
  refresh_token: `refresh-${randomUUID()}`,
  token_type: 'Bearer',
  expires_in: 300,
  id_token: idToken,
})
