import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CookieBrowser } from '../harness/cookie-browser.ts'
import { invite, addMember as join, PASSWORD, setUpOwner } from '../harness/members.ts'
import { type Service, startService } from '../harness/service.ts'
import {
  type SocialProviderId,
  type SocialProviders,
  startSocialProviders,
} from '../harness/social-providers.ts'

/** Signing in with Google and GitHub, both of them played on this machine under their own names. */

let providers: SocialProviders
let service: Service
let ada: CookieBrowser

beforeAll(async () => {
  providers = await startSocialProviders()
  service = await startService(providers.options)
  ada = await setUpOwner(service)
})

afterAll(async () => {
  await service?.stop()
  await providers?.stop()
})

// The limits against guessing are a minute's, and all of these people share an address.
beforeEach(() => service.sql('DELETE FROM rate_limits'))

afterEach(() => {
  for (const provider of [providers.google, providers.github]) {
    provider.down = false
    expect(provider.refusals.splice(0)).toEqual([])
  }
})

const newBrowser = () => new CookieBrowser(service, providers.options.elsewhere)
const addMember = (email: string, verified: boolean) =>
  join(service, email, { verified, elsewhere: providers.options.elsewhere })

const serverOf = (id: SocialProviderId) => providers[id]
const userNamed = async (email: string) =>
  (await service.sql('SELECT * FROM users WHERE email = ?', email))[0]

/** @returns where the person ended up: our page, and the error that it is to explain. */
async function signIn(id: SocialProviderId, browser = newBrowser()) {
  const end = await browser.goThroughProvider(id)
  return { browser, page: end.pathname, error: end.searchParams.get('error') }
}

async function disconnect(browser: CookieBrowser, id: SocialProviderId): Promise<void> {
  const removed = await unlink(browser, id)
  expect(removed.status, await removed.text()).toBe(200)
}

async function unlink(browser: CookieBrowser, id: SocialProviderId): Promise<Response> {
  const answer = await browser.fetch(`${service.origin}/auth/list-accounts`)
  const linked = (await answer.json()) as { id: string; providerId: string }[]
  const accountId = linked.find(({ providerId }) => providerId === id)?.id
  return browser.post('/auth/unlink-account', { providerId: id, accountId })
}

it('offers both, since both are configured', async () => {
  const methods = await fetch(`${service.origin}/auth/sign-in-methods`)
  expect(await methods.json()).toMatchObject({ social: ['google', 'github'], oidc: [] })
})

describe.each(['google', 'github'] as const)('%s', (id) => {
  const at = (name: string) => `${name}@${id}.example.com`

  it('is asked for no more than who somebody is', async () => {
    const url = new URL(await newBrowser().providerUrl(id))
    const { searchParams } = url
    expect(Object.keys(providers.options.elsewhere)).toContain(url.host)
    expect(searchParams.get('client_id')).toBe(serverOf(id).clientId)
    expect(searchParams.get('redirect_uri')).toBe(`${service.origin}/auth/callback/${id}`)
    expect(searchParams.get('response_type')).toBe('code')
    expect(searchParams.get('code_challenge_method')).toBe('S256')
    const scopes = { google: ['email', 'openid', 'profile'], github: ['read:user', 'user:email'] }
    expect(searchParams.get('scope')?.split(' ').sort()).toEqual(scopes[id])
    expect(url.href).not.toContain(serverOf(id).clientSecret)
  })

  it('signs in a member whose address both sides have verified, and knows them from then on', async () => {
    await addMember(at('both'), true)
    const subject = providers.present(id, at('Both'), true)
    const first = await signIn(id)
    expect([first.page, first.error]).toEqual(['/sources', null])
    expect(await first.browser.me()).toEqual({ status: 200, email: at('both') })

    providers.present(id, at('renamed'), false, subject)
    const again = await signIn(id)
    expect((await again.browser.me()).email).toBe(at('both'))
  })

  it('makes an account for who is invited; the invitation makes them a member', async () => {
    const token = await invite(service, at('invited'))
    providers.present(id, at('invited'), true)
    const browser = newBrowser()
    const callbackURL = `/invite?token=${encodeURIComponent(token)}`
    const end = await browser.goThroughProvider(id, { callbackURL })
    expect(end.href).toBe(service.origin + callbackURL)
    expect((await browser.me()).email).toBe(at('invited'))
    expect(await userNamed(at('invited'))).toMatchObject({
      name: id === 'google' ? 'Grace H.' : 'grace',
      image: null,
      email_verified: 1,
    })

    const joined = await browser.post('/auth/accept-invitation', { token })
    expect(joined.status).toBe(200)
    const { workspaceId } = (await joined.json()) as { workspaceId: string }
    const sources = await browser.fetch(`${service.origin}/api/sources`, {
      headers: { 'x-headwater-workspace': workspaceId },
    })
    expect(sources.status).toBe(200)

    // A password comes later, if at all: by a link that an owner makes.
    const user = (await userNamed(at('invited')))?.id
    const made = await ada.fetch(`${service.origin}/api/users/${user}/password-reset-link`, {
      method: 'POST',
      headers: { origin: service.origin, 'x-headwater-workspace': workspaceId },
    })
    const { data } = (await made.json()) as { data: { resetLink: { link: string } } }
    const reset = new URL(data.resetLink.link).searchParams.get('token')
    const set = await newBrowser().post('/auth/reset-password', {
      token: reset,
      newPassword: PASSWORD,
    })
    expect(set.status, await set.text()).toBe(200)
    const credentials = { email: at('invited'), password: PASSWORD }
    expect((await newBrowser().post('/auth/sign-in/email', credentials)).status).toBe(200)
  })

  it('makes no account for a stranger, and leads to where that is said', async () => {
    providers.present(id, at('stranger'), true)
    const { browser, page, error } = await signIn(id)
    expect([page, error]).toEqual(['/sign-in', 'signup_disabled'])
    expect((await browser.me()).status).toBe(401)
    expect(await userNamed(at('stranger'))).toBeUndefined()
  })

  it.each([
    ['expired', "UPDATE invitations SET expires_at = '2020-01-01T00:00:00.000Z' WHERE email = ?"],
    ['revoked', "UPDATE invitations SET revoked_at = '2020-01-01T00:00:00.000Z' WHERE email = ?"],
  ])('makes none for whose invitation is %s', async (state, sql) => {
    await invite(service, at(state))
    await service.sql(sql, at(state))
    providers.present(id, at(state), true)
    expect((await signIn(id)).error).toBe('signup_disabled')
    expect(await userNamed(at(state))).toBeUndefined()
  })

  it('makes none for the invited when the address is not verified there', async () => {
    await invite(service, at('claimed'))
    providers.present(id, at('claimed'), false)
    expect((await signIn(id)).error).toBe('email_not_verified')
    expect(await userNamed(at('claimed'))).toBeUndefined()
  })

  // GitHub answers yes or no; Google has been seen to send words.
  it.each([false, undefined, null, ...(id === 'google' ? ['false'] : [])])(
    'does not believe an address of which it says %j',
    async (verified) => {
      if ((await userNamed(at('victim'))) === undefined) await addMember(at('victim'), true)
      providers.present(id, at('victim'), verified)
      const { browser, page, error } = await signIn(id)
      expect([page, error]).toEqual(['/sign-in', 'account_not_linked'])
      expect((await browser.me()).status).toBe(401)
    },
  )

  it('is joined to an account by its owner, who signs in with it from then on', async () => {
    const owner = await addMember(at('hand'), false)
    providers.present(id, at('hand'), true)
    expect((await signIn(id)).error).toBe('account_not_linked')
    const end = await owner.goThroughProvider(id, { path: '/auth/link-social' })
    expect([end.pathname, end.search]).toEqual(['/sources', ''])
    const { browser } = await signIn(id)
    expect((await browser.me()).email).toBe(at('hand'))

    await disconnect(owner, id)
    expect((await signIn(id)).error).toBe('account_not_linked')
  })

  it('signs nobody in once it is disconnected, though both sides have verified the address', async () => {
    const owner = await addMember(at('parting'), true)
    providers.present(id, at('parting'), true)
    expect((await signIn(id)).page).toBe('/sources')
    await disconnect(owner, id)
    const { browser, error } = await signIn(id)
    expect(error).toBe('account_not_linked')
    expect((await browser.me()).status).toBe(401)
    await owner.goThroughProvider(id, { path: '/auth/link-social' })
    expect((await (await signIn(id)).browser.me()).email).toBe(at('parting'))
  })

  it('is not joined to an account of another address, nor by an address it has not verified', async () => {
    const owner = await addMember(at('joining'), true)
    providers.present(id, at('somebody-else'), true)
    const other = await owner.goThroughProvider(id, { path: '/auth/link-social' })
    expect(other.searchParams.get('error')).toBe('email_does_not_match')
    providers.present(id, at('joining'), false)
    const unverified = await owner.goThroughProvider(id, { path: '/auth/link-social' })
    expect(unverified.searchParams.get('error')).toBe('unable_to_link_account')
    const rows = await service.sql(
      'SELECT provider_id FROM accounts JOIN users ON users.id = user_id WHERE email = ?',
      at('joining'),
    )
    expect(rows).toEqual([{ provider_id: 'credential' }])
  })

  it('is joined to nothing by whoever is not signed in', async () => {
    const answer = await newBrowser().post('/auth/link-social', { provider: id, callbackURL: '/' })
    expect(answer.status).toBe(401)
  })

  it('says when they did not go through with it', async () => {
    serverOf(id).identity = null
    const { page, error } = await signIn(id)
    expect([page, error]).toEqual(['/sign-in', 'access_denied'])
  })

  it('leads to a page that says so while it is away, and leaves no session', async () => {
    providers.present(id, at('both'), true)
    const browser = newBrowser()
    const callback = await browser.step(await browser.providerUrl(id))
    serverOf(id).down = true
    const end = await browser.follow(callback)
    expect([end.pathname, end.searchParams.has('error')]).toEqual(['/sign-in', true])
    expect((await browser.me()).status).toBe(401)
  })

  describe('what comes back', () => {
    const callbackFor = async (browser: CookieBrowser) => {
      providers.present(id, at('both'), true)
      return browser.step(await browser.providerUrl(id))
    }

    it('counts only in the browser that asked', async () => {
      const callback = await callbackFor(newBrowser())
      const other = newBrowser()
      const end = await other.follow(callback)
      expect([end.pathname, end.searchParams.get('error')]).toEqual(['/sign-in', 'state_mismatch'])
      expect((await other.me()).status).toBe(401)
    })

    it('counts once', async () => {
      const browser = newBrowser()
      const callback = await callbackFor(browser)
      expect((await browser.follow(callback)).pathname).toBe('/sources')
      expect((await browser.follow(callback)).searchParams.get('error')).toBe('state_mismatch')
    })

    it.each([
      ['of another sign-in', 'of-another-sign-in', 'state_mismatch'],
      ['missing', null, 'state_not_found'],
    ])('is refused when its state is %s', async (_, state, code) => {
      const browser = newBrowser()
      const callback = new URL(await callbackFor(browser))
      if (state === null) callback.searchParams.delete('state')
      else callback.searchParams.set('state', state)
      const end = await browser.follow(callback.href)
      expect([end.pathname, end.searchParams.get('error')]).toEqual(['/sign-in', code])
      expect((await browser.me()).status).toBe(401)
    })

    it('is refused when its code is nobody’s', async () => {
      const browser = newBrowser()
      const callback = new URL(await callbackFor(browser))
      callback.searchParams.set('code', 'made-up')
      expect((await browser.follow(callback.href)).searchParams.get('error')).toBe('invalid_code')
      expect((await browser.me()).status).toBe(401)
      expect(serverOf(id).refusals.splice(0)).toEqual(['unknown code'])
    })
  })
})

it('does not believe GitHub’s address of a page when the list of addresses cannot be had', async () => {
  await addMember('public@github.example.com', true)
  const email = 'public@github.example.com'
  providers.github.identity = { id: 999, login: 'public', name: 'P', email, emails: null }
  expect((await signIn('github')).error).toBe('account_not_linked')
})

it('signs nobody in by an ID token that somebody holds, nor by words for the provider', async () => {
  for (const more of [
    { idToken: { token: 'a.b.c' } },
    { scopes: ['https://www.googleapis.com/auth/drive'] },
    { additionalParams: { prompt: 'none' } },
  ]) {
    const body = { provider: 'google', callbackURL: '/', ...more }
    const answer = await newBrowser().post('/auth/sign-in/social', body)
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'INVALID_BODY' }])
  }
})

it.each(['https://evil.test/', '//evil.test'])('never sends a browser on to %s', async (url) => {
  for (const to of [{ callbackURL: url }, { callbackURL: '/', errorCallbackURL: url }]) {
    const body = { provider: 'google', ...to }
    expect((await newBrowser().post('/auth/sign-in/social', body)).status).toBe(403)
    expect((await ada.post('/auth/link-social', body)).status).toBe(403)
  }
})

it('stays connected where it is the only way in', async () => {
  const email = 'only-google@example.com'
  await invite(service, email)
  providers.present('google', email, true)
  const { browser } = await signIn('google')
  const refused = await unlink(browser, 'google')
  expect([refused.status, await refused.json()]).toMatchObject([
    400,
    { code: 'FAILED_TO_UNLINK_LAST_ACCOUNT' },
  ])
  expect((await (await signIn('google')).browser.me()).email).toBe(email)
})

it('keeps no provider’s tokens, and repeats none', async () => {
  const rows = await service.sql(
    "SELECT access_token, refresh_token, id_token FROM accounts WHERE provider_id <> 'credential'",
  )
  expect(rows.length).toBeGreaterThan(3)
  for (const row of rows) {
    expect(row).toEqual({ access_token: null, refresh_token: null, id_token: null })
  }
  for (const secret of [
    providers.google.clientSecret,
    providers.github.clientSecret,
    'gho_',
    'access-',
    PASSWORD,
  ]) {
    expect(service.log()).not.toContain(secret)
  }
})
