import * as v from 'valibot'
import { beforeAll, describe, expect, it } from 'vitest'
import { addMember, authDeps, bootstrap, callAuth, type Person, setUpOwner } from './support/app.ts'

/**
 * Every endpoint below `/auth` that better-auth brings, by its own table: one that a new release adds is in
 * none of these lists, and fails.
 */

/** Where one is nobody yet, or which tell nothing. */
const OPEN = [
  '/callback/:id',
  '/error',
  '/get-session',
  '/passkey/generate-authenticate-options',
  '/passkey/verify-authentication',
  '/request-password-reset',
  '/reset-password',
  '/reset-password/:token',
  '/sign-in/email',
  '/sign-in/social',
  '/sign-out',
]

/** What we have no use for. */
const SHUT = [
  '/account-info',
  '/change-email',
  '/delete-user',
  '/delete-user/callback',
  '/get-access-token',
  '/ok',
  '/refresh-token',
  '/send-verification-email',
  '/sign-up/email',
  '/two-factor/get-totp-uri',
  '/two-factor/send-otp',
  '/two-factor/verify-otp',
  '/update-session',
  '/verify-email',
  '/verify-password',
]

const password = 'not the password at all'
const another = 'staple cloud vivid harbour'

/** What takes a session, or the cookie of a sign-in's first step; each asked in the right form. */
const CLOSED: Record<string, object | null> = {
  '/change-password': { currentPassword: password, newPassword: another },
  '/link-social': { provider: 'google', callbackURL: '/' },
  '/list-accounts': null,
  '/list-sessions': null,
  '/passkey/delete-passkey': { id: 'pky_1' },
  '/passkey/generate-register-options': null,
  '/passkey/list-user-passkeys': null,
  '/passkey/update-passkey': { id: 'pky_1', name: 'Mine' },
  '/passkey/verify-registration': { response: { id: 'x' }, name: 'Mine' },
  '/revoke-other-sessions': {},
  '/revoke-session': { token: 'x' },
  '/revoke-sessions': {},
  '/two-factor/disable': { password },
  '/two-factor/enable': { password },
  '/two-factor/generate-backup-codes': { password },
  '/two-factor/verify-backup-code': { code: 'aaaaa-bbbbb' },
  '/two-factor/verify-totp': { code: '000000' },
  '/unlink-account': { accountId: 'acc_1' },
  '/update-user': { name: 'Eve' },
}

const endpointSchema = v.object({
  path: v.string(),
  options: v.object({ method: v.union([v.string(), v.array(v.string())]) }),
})

/** By HTTP: what has no path is for the server's own code. The entries are functions with properties. */
const endpoints = Object.values(authDeps().auth.api)
  .map(({ path, options }: { path?: unknown; options?: unknown }) => ({ path, options }))
  .filter((endpoint) => v.is(endpointSchema, endpoint))
const methodOf = (path: string) => {
  const method = endpoints.find((endpoint) => endpoint.path === path)?.options.method ?? ''
  return [method].flat().includes('GET') ? ('GET' as const) : ('POST' as const)
}
const askFor = (path: string, body: object | null = {}, cookie?: string) => {
  const method = methodOf(path)
  const options = cookie === undefined ? {} : { cookie }
  return callAuth(method, path, method === 'GET' ? undefined : (body ?? {}), options)
}

let owner: Person

beforeAll(async () => {
  await bootstrap()
  owner = await setUpOwner()
})

it('are all known', () => {
  const known = [...OPEN, ...SHUT, ...Object.keys(CLOSED)].sort()
  expect(endpoints.map(({ path }) => path).sort()).toEqual(known)
})

it.each(SHUT)('%s is not there, with or without a session', async (path) => {
  expect((await askFor(path)).status).toBe(404)
  expect((await askFor(path, {}, owner.cookie)).status).toBe(404)
})

describe.each(Object.entries(CLOSED))('%s', (path, body) => {
  it('is closed to whoever has no session', async () => {
    const forged = '__Secure-headwater.session_token=made.up'
    for (const cookie of [undefined, forged]) {
      const { status, cookie: set } = await askFor(path, body, cookie)
      expect(status).toBe(401)
      expect(set).not.toMatch(/session_token=[^;]/)
    }
  })
})

it.each(['/get-session', '/list-sessions', '/list-accounts', '/passkey/list-user-passkeys'])(
  '%s shows a member nothing of others, and no secret',
  async (path) => {
    const email = `${path.replace(/\W/g, '')}@example.com`
    const member = await addMember(email)
    const { status, body } = await askFor(path, null, member.cookie)
    expect(status).toBe(200)
    const text = JSON.stringify(body)
    expect(text).not.toContain(owner.id)
    // The token that a session goes by is shown to its user, for ending it; the cookie has it with a
    // signature, without which it opens nothing.
    const signed = decodeURIComponent(member.cookie.slice(member.cookie.indexOf('=') + 1))
    expect(text).not.toContain(signed)
    expect(text).not.toMatch(/password|secret|accessToken|refreshToken|idToken/i)
  },
)

it('a session ends none of another person', async () => {
  const member = await addMember('ender@example.com')
  const own = await callAuth('GET', '/get-session', undefined, { cookie: owner.cookie })
  const { token } = own.body.session
  await callAuth('POST', '/revoke-session', { token }, { cookie: member.cookie })
  await callAuth('POST', '/revoke-sessions', {}, { cookie: member.cookie })
  const still = await callAuth('GET', '/get-session', undefined, { cookie: owner.cookie })
  expect(still.body.user.id).toBe(owner.id)
  const ended = await callAuth('GET', '/get-session', undefined, { cookie: member.cookie })
  expect(ended.body).toBeNull()
})
