import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SETUP_CODE } from '../harness/database.ts'
import { type OidcProvider, startOidcProvider } from '../harness/oidc-provider.ts'
import { type Service, startService } from '../harness/service.ts'

const PASSWORD = 'six rather unrelated words in one'

let provider: OidcProvider
let service: Service

beforeAll(async () => {
  provider = await startOidcProvider()
  service = await startService({
    vars: {
      OIDC_NAME: 'Acme login',
      OIDC_DISCOVERY_URL: provider.discoveryUrl,
      OIDC_CLIENT_ID: provider.clientId,
    },
    appSecrets: { OIDC_CLIENT_SECRET: provider.clientSecret },
  })
  const input = { code: SETUP_CODE, name: 'Ada', email: 'ada@example.com', password: PASSWORD }
  expect((await new Browser().post('/auth/setup', input)).status).toBe(200)
})

afterAll(async () => {
  await service?.stop()
  await provider?.stop()
})

afterEach(() => {
  provider.down = false
  provider.forged = {}
  expect(provider.refusals.splice(0)).toEqual([])
})

/** Keeps the service's cookies, as a browser does. */
class Browser {
  readonly cookies = new Map<string, string>()

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (url.startsWith(service.origin)) headers.set('cookie', this.#cookie())
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }

  #cookie(): string {
    return [...this.cookies].map((pair) => pair.join('=')).join('; ')
  }

  post(path: string, body: unknown): Promise<Response> {
    return this.fetch(`${service.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: service.origin },
      body: JSON.stringify(body),
    })
  }

  async me(): Promise<{ status: number; email: string | undefined }> {
    const response = await this.fetch(`${service.origin}/api/me`)
    const { data } = (await response.json()) as { data?: { email: string } }
    return { status: response.status, email: data?.email }
  }

  /** Starts at one of our endpoints, and ends where the browser would be on our own pages. */
  async goThroughProvider(path = '/auth/sign-in/social'): Promise<URL> {
    return this.follow(await this.providerUrl(path))
  }

  async providerUrl(path = '/auth/sign-in/social'): Promise<string> {
    const answer = await this.post(path, { provider: 'oidc', callbackURL: '/sources' })
    const text = await answer.text()
    expect(answer.status, text).toBe(200)
    return (JSON.parse(text) as { url: string }).url
  }

  async follow(from: string): Promise<URL> {
    let url = from
    for (let hops = 0; hops < 5; hops += 1) {
      const response = await this.fetch(url)
      await response.body?.cancel()
      const location = response.headers.get('location')
      if (location === null) throw new Error(`${url} answers ${response.status}`)
      url = new URL(location, url).href
      const { origin, pathname } = new URL(url)
      if (origin === service.origin && !pathname.startsWith('/auth/')) return new URL(url)
    }
    throw new Error(`no end at ${url}`)
  }
}

/** Accepts an invitation; the address counts as verified as after an invitation that went by mail. */
async function addMember(email: string, verified: boolean): Promise<Browser> {
  const invited = await fetch(`${service.origin}/api/invitations`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${service.apiToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ emails: email, permissions: [] }),
  })
  const { data } = (await invited.json()) as { data: { invitations: { link: string }[] } }
  const token = new URL(data.invitations[0]?.link ?? '').searchParams.get('token')
  const browser = new Browser()
  const input = { token, name: 'Some One', password: PASSWORD }
  expect((await browser.post('/auth/accept-invitation', input)).status).toBe(200)
  if (verified) await service.sql('UPDATE users SET email_verified = 1 WHERE email = ?', email)
  return browser
}

const usersNamed = (email: string) => service.sql('SELECT id FROM users WHERE email = ?', email)

describe('signing in with the deployment’s own provider', () => {
  it('is offered under its name', async () => {
    const methods = await fetch(`${service.origin}/auth/sign-in-methods`)
    expect(await methods.json()).toMatchObject({ oidc: [{ id: 'oidc', name: 'Acme login' }] })
  })

  it('signs in a member whose address both sides have verified', async () => {
    await addMember('grace@example.com', true)
    provider.identity = { sub: 'g-1', email: 'Grace@example.com', email_verified: true }
    const browser = new Browser()
    const end = await browser.goThroughProvider()
    expect(end.href).toBe(`${service.origin}/sources`)
    expect(await browser.me()).toEqual({ status: 200, email: 'grace@example.com' })

    const asked = provider.authorizations.at(-1)
    expect(asked?.get('redirect_uri')).toBe(`${service.origin}/auth/callback/oidc`)
    expect(asked?.get('response_type')).toBe('code')
    expect(asked?.get('code_challenge_method')).toBe('S256')
    expect(asked?.get('scope')?.split(' ')).toEqual(expect.arrayContaining(['openid', 'email']))
    expect(asked?.get('nonce')).toMatch(/^.{16,}$/)
    expect(asked?.has('client_secret')).toBe(false)
    const events = await service.sql('SELECT * FROM audit')
    expect(JSON.stringify(events)).toContain('grace@example.com')
  })

  it('knows them by the provider’s subject from then on, whatever their address becomes', async () => {
    provider.identity = { sub: 'g-1', email: 'renamed@example.com', email_verified: false }
    const browser = new Browser()
    await browser.goThroughProvider()
    expect((await browser.me()).email).toBe('grace@example.com')
  })

  it('signs in who joined the two accounts while signed in with the password', async () => {
    const signedIn = await addMember('hand@example.com', false)
    provider.identity = { sub: 'h-1', email: 'hand@example.com', email_verified: true }
    const before = await new Browser().goThroughProvider()
    expect(before.searchParams.get('error')).toBe('account_not_linked')
    expect((await signedIn.goThroughProvider('/auth/link-social')).pathname).toBe('/sources')
    const browser = new Browser()
    await browser.goThroughProvider()
    expect((await browser.me()).email).toBe('hand@example.com')
  })

  it('makes no account for a stranger, and leads to where that is said', async () => {
    provider.identity = { sub: 's-1', email: 'stranger@example.com', email_verified: true }
    const browser = new Browser()
    const end = await browser.goThroughProvider()
    expect(end.pathname).toBe('/sign-in')
    expect(end.searchParams.get('error')).toBe('signup_disabled')
    expect((await browser.me()).status).toBe(401)
    expect(await usersNamed('stranger@example.com')).toEqual([])
  })

  it.each([false, 'false', undefined, null, 1])(
    'does not believe an address whose email_verified is %j',
    async (verified) => {
      if ((await usersNamed('victim@example.com')).length === 0) {
        await addMember('victim@example.com', true)
      }
      provider.identity = { sub: 'v-1', email: 'victim@example.com', email_verified: verified }
      const browser = new Browser()
      const end = await browser.goThroughProvider()
      expect([end.pathname, end.searchParams.get('error')]).toEqual([
        '/sign-in',
        'account_not_linked',
      ])
      expect((await browser.me()).status).toBe(401)
    },
  )

  it('says when they did not go through with it', async () => {
    provider.identity = null
    const end = await new Browser().goThroughProvider()
    expect([end.pathname, end.searchParams.get('error')]).toEqual(['/sign-in', 'access_denied'])
  })
})

describe('what comes back from the provider', () => {
  const grace = { sub: 'g-1', email: 'grace@example.com', email_verified: true }

  it('counts only in the browser that asked, and once', async () => {
    provider.identity = grace
    const asking = new Browser()
    const sent = await asking.providerUrl()
    const { headers } = await fetch(sent, { redirect: 'manual' })
    const callback = headers.get('location') ?? ''
    const other = new Browser()
    expect((await other.follow(callback)).pathname).toBe('/sign-in')
    expect((await other.me()).status).toBe(401)

    const again = new Browser()
    const back = (await fetch(await again.providerUrl(), { redirect: 'manual' })).headers
    const used = back.get('location') ?? ''
    expect((await again.follow(used)).pathname).toBe('/sources')
    expect((await again.follow(used)).searchParams.has('error')).toBe(true)
  })

  it.each([
    ['another client', { aud: 'somebody-else' }],
    ['another issuer', { iss: 'https://evil.test' }],
    ['another sign-in', { nonce: 'of-another-time' }],
    ['the past', { exp: 1_700_000_000 }],
  ])('is refused when its ID token is of %s', async (_, claims) => {
    provider.identity = grace
    provider.forged = claims
    const browser = new Browser()
    const end = await browser.goThroughProvider()
    expect(end.pathname).toBe('/sign-in')
    expect(end.searchParams.has('error')).toBe(true)
    expect((await browser.me()).status).toBe(401)
  })
})

describe('a provider that does not answer', () => {
  it('is said to be away, holds up nobody else, and works when it is back', async () => {
    await service.halt()
    provider.down = true
    await service.restart()
    const browser = new Browser()
    const refused = await browser.post('/auth/sign-in/social', {
      provider: 'oidc',
      callbackURL: '/',
    })
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      message: expect.stringContaining('Acme login'),
    })
    const credentials = { email: 'ada@example.com', password: PASSWORD }
    expect((await new Browser().post('/auth/sign-in/email', credentials)).status).toBe(200)
    provider.down = false
    provider.identity = { sub: 'g-1', email: 'grace@example.com', email_verified: true }
    expect((await browser.goThroughProvider()).pathname).toBe('/sources')
  })
})
