import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** The half of OAuth that all providers of the tests share: it asks nobody anything, and checks its clients. */

export interface AuthorizationServer<Identity> {
  /** Where it listens. */
  readonly origin: string
  readonly clientId: string
  readonly clientSecret: string
  /** What came to the authorization endpoint, in order. */
  readonly authorizations: URLSearchParams[]
  /** Why it refused to give tokens, in order. */
  readonly refusals: string[]
  /** Whom it signs in from now on, without asking; `null`: they press cancel. */
  identity: Identity | null
  /** Answers every request with 503. */
  down: boolean
  stop(): Promise<void>
}

export interface Grant<Identity> {
  identity: Identity
  /** The query of the authorization endpoint. */
  asked: URLSearchParams
}

export interface ServerParts<Identity> {
  authorizePath: string
  tokenPath: string
  /** What the token endpoint answers a client who has shown the right things. */
  tokens(grant: Grant<Identity>): Record<string, unknown>
  /** What else it answers, by method and path; null is 401. */
  answers: Record<string, (request: IncomingMessage) => unknown>
}

export async function startAuthorizationServer<Identity>(
  parts: (origin: string, clientId: string) => ServerParts<Identity>,
): Promise<AuthorizationServer<Identity>> {
  const grants = new Map<string, Grant<Identity>>()
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const state: AuthorizationServer<Identity> = {
    origin,
    clientId: 'headwater-of-the-tests',
    clientSecret: randomUUID(),
    authorizations: [],
    refusals: [],
    identity: null,
    down: false,
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  const { authorizePath, tokenPath, tokens, answers } = parts(origin, state.clientId)
  return state

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin)
    const key = `${request.method} ${url.pathname}`
    if (state.down) return json(response, 503, { error: 'temporarily_unavailable' })
    if (key === `GET ${authorizePath}`) return authorize(url.searchParams, response)
    if (key === `POST ${tokenPath}`) return token(request, response)
    const known = answers[key]
    if (known === undefined) return json(response, 404, { error: 'not_found' })
    const body = known(request)
    return body === null ? json(response, 401, { error: 'bad token' }) : json(response, 200, body)
  }

  function authorize(asked: URLSearchParams, response: ServerResponse): void {
    state.authorizations.push(asked)
    const back = new URL(asked.get('redirect_uri') ?? origin)
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
    json(response, 200, tokens(grant))
  }

  function faultOf(form: URLSearchParams, request: IncomingMessage, { asked }: Grant<Identity>) {
    const basic = `Basic ${btoa(`${state.clientId}:${state.clientSecret}`)}`
    const posted = form.get('client_secret') === state.clientSecret
    if (!posted && request.headers.authorization !== basic) return 'wrong client secret'
    if (form.get('grant_type') !== 'authorization_code') return 'wrong grant type'
    if (form.get('redirect_uri') !== asked.get('redirect_uri')) return 'wrong redirect_uri'
    const verifier = form.get('code_verifier') ?? ''
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    return challenge === asked.get('code_challenge') ? null : 'wrong code_verifier'
  }
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
