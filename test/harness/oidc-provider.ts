import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** Who the provider says is there. */
export interface OidcIdentity {
  sub: string
  email: string
  email_verified: unknown
  name?: string
}

export interface OidcProvider {
  readonly issuer: string
  readonly discoveryUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** What came to the authorization endpoint, in order. */
  readonly authorizations: URLSearchParams[]
  /** Why it refused to give tokens, in order. */
  readonly refusals: string[]
  /** Whom it signs in from now on, without asking; `null`: they press cancel. */
  identity: OidcIdentity | null
  /** Answers every request with 503. */
  down: boolean
  /** Claims that replace the right ones in ID tokens. */
  forged: Record<string, unknown>
  stop(): Promise<void>
}

interface Grant {
  identity: OidcIdentity
  asked: URLSearchParams
}

/** An OpenID Connect provider on loopback that asks nobody anything, and checks what its clients send. */
export async function startOidcProvider(): Promise<OidcProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = randomUUID()
  const grants = new Map<string, Grant>()
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const state: OidcProvider = {
    issuer,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    clientId: 'headwater-of-the-tests',
    clientSecret: randomUUID(),
    authorizations: [],
    refusals: [],
    identity: null,
    down: false,
    forged: {},
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return state

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer)
    const key = `${request.method} ${url.pathname}`
    if (state.down) return json(response, 503, { error: 'temporarily_unavailable' })
    if (key === 'GET /.well-known/openid-configuration') return json(response, 200, discovery())
    if (key === 'GET /jwks') {
      const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }
      return json(response, 200, { keys: [jwk] })
    }
    if (key === 'GET /authorize') return authorize(url.searchParams, response)
    if (key === 'POST /token') return token(request, response)
    return json(response, 404, { error: 'not_found' })
  }

  function discovery() {
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      code_challenge_methods_supported: ['S256'],
    }
  }

  function authorize(asked: URLSearchParams, response: ServerResponse): void {
    state.authorizations.push(asked)
    const back = new URL(asked.get('redirect_uri') ?? issuer)
    back.searchParams.set('state', asked.get('state') ?? '')
    if (state.identity === null) {
      back.searchParams.set('error', 'access_denied')
    } else {
      const code = randomUUID()
      grants.set(code, { identity: state.identity, asked })
      back.searchParams.set('code', code)
    }
    response.writeHead(302, { location: back.href }).end()
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    const code = form.get('code') ?? ''
    const grant = grants.get(code)
    grants.delete(code)
    const fault = grant === undefined ? 'unknown code' : faultOf(form, request, grant)
    if (grant === undefined || fault !== null) {
      state.refusals.push(fault ?? '')
      return json(response, 400, { error: 'invalid_grant' })
    }
    const idToken = signed({
      iss: issuer,
      aud: state.clientId,
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(Date.now() / 1000) + 300,
      nonce: grant.asked.get('nonce') ?? undefined,
      ...grant.identity,
      ...state.forged,
    })
    json(response, 200, {
      access_token: randomUUID(),
      token_type: 'Bearer',
      expires_in: 300,
      id_token: idToken,
    })
  }

  function faultOf(form: URLSearchParams, request: IncomingMessage, { asked }: Grant) {
    const basic = `Basic ${btoa(`${state.clientId}:${state.clientSecret}`)}`
    const posted = form.get('client_secret') === state.clientSecret
    if (!posted && request.headers.authorization !== basic) return 'wrong client secret'
    if (form.get('grant_type') !== 'authorization_code') return 'wrong grant type'
    if (form.get('redirect_uri') !== asked.get('redirect_uri')) return 'wrong redirect_uri'
    const verifier = form.get('code_verifier') ?? ''
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    return challenge === asked.get('code_challenge') ? null : 'wrong code_verifier'
  }

  function signed(claims: Record<string, unknown>): string {
    const text = [{ alg: 'ES256', kid, typ: 'JWT' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' as const }
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
  }
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
