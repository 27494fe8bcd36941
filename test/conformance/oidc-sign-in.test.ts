import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CookieBrowser } from '../harness/cookie-browser.ts'
import { addMember, PASSWORD, setUpOwner } from '../harness/members.ts'
import { type OidcProvider, startOidcProvider } from '../harness/oidc-provider.ts'
import { type Service, startService } from '../harness/service.ts'

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
  await setUpOwner(service)
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

const newBrowser = () => new CookieBrowser(service)
const goThroughProvider = async () => newBrowser().goThroughProvider('oidc')
const usersNamed = (email: string) => service.sql('SELECT id FROM users WHERE email = ?', email)

describe('signing in with the deployment’s own provider', () => {
  it('is offered under its name', async () => {
    const methods = await fetch(`${service.origin}/auth/sign-in-methods`)
    expect(await methods.json()).toMatchObject({ oidc: [{ id: 'oidc', name: 'Acme login' }] })
  })

  it('signs in a member whose address both sides have verified', async () => {
    await addMember(service, 'grace@example.com', { verified: true })
    provider.identity = { sub: 'g-1', email: 'Grace@example.com', email_verified: true }
    const browser = newBrowser()
    const end = await browser.goThroughProvider('oidc')
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
    const browser = newBrowser()
    await browser.goThroughProvider('oidc')
    expect((await browser.me()).email).toBe('grace@example.com')
  })

  it('signs in who joined the two accounts while signed in with the password', async () => {
    const signedIn = await addMember(service, 'hand@example.com', { verified: false })
    provider.identity = { sub: 'h-1', email: 'hand@example.com', email_verified: true }
    const before = await goThroughProvider()
    expect(before.searchParams.get('error')).toBe('account_not_linked')
    expect((await signedIn.goThroughProvider('oidc', { path: '/auth/link-social' })).pathname).toBe(
      '/sources',
    )
    const browser = newBrowser()
    await browser.goThroughProvider('oidc')
    expect((await browser.me()).email).toBe('hand@example.com')
  })

  it('makes no account for a stranger, and leads to where that is said', async () => {
    provider.identity = { sub: 's-1', email: 'stranger@example.com', email_verified: true }
    const browser = newBrowser()
    const end = await browser.goThroughProvider('oidc')
    expect(end.pathname).toBe('/sign-in')
    expect(end.searchParams.get('error')).toBe('signup_disabled')
    expect((await browser.me()).status).toBe(401)
    expect(await usersNamed('stranger@example.com')).toEqual([])
  })

  it.each([false, 'false', undefined, null, 1])(
    'does not believe an address whose email_verified is %j',
    async (verified) => {
      if ((await usersNamed('victim@example.com')).length === 0) {
        await addMember(service, 'victim@example.com', { verified: true })
      }
      provider.identity = { sub: 'v-1', email: 'victim@example.com', email_verified: verified }
      const browser = newBrowser()
      const end = await browser.goThroughProvider('oidc')
      expect([end.pathname, end.searchParams.get('error')]).toEqual([
        '/sign-in',
        'account_not_linked',
      ])
      expect((await browser.me()).status).toBe(401)
    },
  )

  it('says when they did not go through with it', async () => {
    provider.identity = null
    const end = await goThroughProvider()
    expect([end.pathname, end.searchParams.get('error')]).toEqual(['/sign-in', 'access_denied'])
  })
})

describe('what comes back from the provider', () => {
  const grace = { sub: 'g-1', email: 'grace@example.com', email_verified: true }

  it('counts only in the browser that asked, and once', async () => {
    provider.identity = grace
    const asking = newBrowser()
    const sent = await asking.providerUrl('oidc')
    const { headers } = await fetch(sent, { redirect: 'manual' })
    const callback = headers.get('location') ?? ''
    const other = newBrowser()
    expect((await other.follow(callback)).pathname).toBe('/sign-in')
    expect((await other.me()).status).toBe(401)

    const again = newBrowser()
    const back = (await fetch(await again.providerUrl('oidc'), { redirect: 'manual' })).headers
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
    const browser = newBrowser()
    const end = await browser.goThroughProvider('oidc')
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
    const browser = newBrowser()
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
    expect((await newBrowser().post('/auth/sign-in/email', credentials)).status).toBe(200)
    provider.down = false
    provider.identity = { sub: 'g-1', email: 'grace@example.com', email_verified: true }
    expect((await browser.goThroughProvider('oidc')).pathname).toBe('/sources')
  })
})
