import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { handleAuth } from '../../worker/auth/handle-auth.ts'
import type { AppEnv } from '../../worker/env.ts'
import { authOf } from '../../worker/wiring/auth.ts'
import { bootstrap, vars } from './support/app.ts'

/** Providers that take a connection and then say nothing, which nobody may wait for as long as they like. */

const ORIGIN = 'https://providers.test'
const configured = {
  ...vars,
  GOOGLE_CLIENT_ID: 'google-client',
  GOOGLE_CLIENT_SECRET: 'google-secret',
  OIDC_NAME: 'Acme login',
  OIDC_DISCOVERY_URL: 'https://id.acme.test/.well-known/openid-configuration',
  OIDC_CLIENT_ID: 'oidc-client',
  OIDC_CLIENT_SECRET: 'oidc-secret',
}
const deps = () => ({
  ...authOf({ DB: env.DB } as AppEnv, configured, ORIGIN),
  providerTimeoutMs: 50,
})

const asked: string[] = []

beforeAll(bootstrap)

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  asked.length = 0
})

function silence(): void {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  vi.stubGlobal('fetch', (input: RequestInfo | URL) => {
    asked.push(String(input))
    return new Promise(() => undefined)
  })
}

const post = (path: string, body: unknown) =>
  handleAuth(
    new Request(ORIGIN + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: ORIGIN },
      body: JSON.stringify(body),
    }),
    deps(),
  )

const comeBack = (path: string, cookie: string) =>
  handleAuth(new Request(ORIGIN + path, { headers: { cookie } }), deps())

describe('a provider that never answers', () => {
  it('is waited for so long only, when it is to describe itself', async () => {
    silence()
    const answer = await post('/auth/sign-in/social', { provider: 'oidc', callbackURL: '/' })
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({
      code: 'PROVIDER_UNAVAILABLE',
      message: 'Acme login does not answer. Try again soon, or sign in another way.',
    })
    expect(asked).toEqual([configured.OIDC_DISCOVERY_URL])
  })

  it('leads whoever comes back from its page to where that is said', async () => {
    silence()
    const answer = await comeBack('/auth/callback/oidc?code=c&state=s', '')
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(`${ORIGIN}/sign-in?error=provider_unavailable`)
  })

  it('is waited for so long only, when it is to say who has come back', async () => {
    silence()
    const begun = await post('/auth/sign-in/social', { provider: 'google', callbackURL: '/' })
    const { url } = (await begun.json()) as { url: string }
    const cookie = begun.headers.getSetCookie().map((line) => line.split(';')[0])
    const state = encodeURIComponent(new URL(url).searchParams.get('state') ?? '')
    const path = `/auth/callback/google?code=c&state=${state}`
    const answer = await comeBack(path, cookie.join('; '))
    expect(asked).toEqual(['https://oauth2.googleapis.com/token'])
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      `${ORIGIN}/sign-in?error=provider_unavailable`,
    ])
    expect(answer.headers.getSetCookie().join()).not.toContain('session_token')
  })

  it('keeps nobody from the others', async () => {
    silence()
    const google = await post('/auth/sign-in/email', { email: 'a@example.com', password: 'x' })
    expect(google.status).toBe(401)
    expect(asked).toEqual([])
  })
})
