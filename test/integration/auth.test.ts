import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { forgetOldLimits } from '../../worker/auth/rate-limit.ts'
import { createDb } from '../../worker/db/client.ts'
import { forgetExpired } from '../../worker/db/queries/accounts.ts'
import {
  addMember,
  ask,
  bootstrap,
  callAuth,
  PASSWORD,
  type Person,
  SETUP_CODE,
  setUpOwner,
  signIn,
} from './support/app.ts'

let owner: Person

beforeAll(async () => {
  await bootstrap()
  const nobody = await ask('GET', '/setup-state', undefined, {})
  expect(nobody.data).toEqual({ ownerExists: false })

  for (const [change, code] of [
    [{ code: 'wrong' }, 'INVALID_SETUP_CODE'],
    [{ password: 'password1234' }, 'PASSWORD_TOO_WEAK'],
    [{ email: 'not an address' }, 'INVALID_BODY'],
  ] as const) {
    const input = { code: SETUP_CODE, name: 'O', email: 'o@example.com', password: PASSWORD }
    const refused = await callAuth('POST', '/setup', { ...input, ...change })
    expect(refused.body.code).toBe(code)
    expect(refused.cookie).toBe('')
  }
  owner = await setUpOwner()
})

describe('set-up', () => {
  it('signs the owner in, and makes a member with all rights', async () => {
    const { data } = await ask('GET', '/me', undefined, { cookie: owner.cookie })
    expect(data).toMatchObject({ kind: 'user', email: 'owner@example.com' })
    expect(data.workspaces).toMatchObject([{ id: owner.workspaceId, isOwner: true }])
  })

  it('works once', async () => {
    const input = { code: SETUP_CODE, name: 'E', email: 'eve@example.com', password: PASSWORD }
    expect((await callAuth('POST', '/setup', input)).body.code).toBe('INVALID_SETUP_CODE')
    expect((await ask('GET', '/setup-state', undefined, {})).data).toEqual({ ownerExists: true })
    const { results } = await env.DB.prepare('SELECT * FROM setup_codes').all()
    expect(results).toEqual([])
  })
})

describe('accounts', () => {
  it('cannot be made by signing up', async () => {
    const input = { name: 'Eve', email: 'eve@example.com', password: PASSWORD }
    expect((await callAuth('POST', '/sign-up/email', input)).status).toBeGreaterThanOrEqual(400)
    const user = await env.DB.prepare(
      "SELECT id FROM users WHERE email = 'eve@example.com'",
    ).first()
    expect(user).toBeNull()
  })

  it('keep passwords as salted hashes', async () => {
    const row = await env.DB.prepare('SELECT password FROM accounts').first<{ password: string }>()
    expect(row?.password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/)
  })

  it('are signed in by their password only, with a cookie that scripts cannot read', async () => {
    expect((await signIn('owner@example.com', 'wrong password here')).status).toBe(401)
    expect((await signIn('nobody@example.com')).status).toBe(401)
    const answer = await signIn('Owner@Example.com')
    expect(answer.status).toBe(200)
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^__Secure-headwater\.session_token=/)
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) {
      expect(cookie).toContain(part)
    }
  })

  it('tell a stranger nothing of each other', async () => {
    const known = await signIn('owner@example.com', 'wrong password here')
    const unknown = await signIn('nobody@example.com', 'wrong password here')
    expect(known.body).toEqual(unknown.body)
  })
})

describe('a session', () => {
  it('ends when its user signs out', async () => {
    const { cookie } = await signIn('owner@example.com')
    expect((await ask('GET', '/me', undefined, { cookie })).status).toBe(200)
    expect((await callAuth('POST', '/sign-out', {}, { cookie })).status).toBe(200)
    expect((await ask('GET', '/me', undefined, { cookie })).status).toBe(401)
  })

  it('ends everywhere else when its user says so', async () => {
    const here = await signIn('owner@example.com')
    const there = await signIn('owner@example.com')
    await callAuth('POST', '/revoke-other-sessions', {}, { cookie: here.cookie })
    expect((await ask('GET', '/me', undefined, { cookie: there.cookie })).status).toBe(401)
    expect((await ask('GET', '/me', undefined, { cookie: here.cookie })).status).toBe(200)
    owner = { ...owner, cookie: here.cookie }
  })

  it('cannot be made up: the cookie is signed', async () => {
    const row = await env.DB.prepare('SELECT token FROM sessions').first<{ token: string }>()
    for (const value of [row?.token, `${row?.token}.AAAA`]) {
      const cookie = `__Secure-headwater.session_token=${value}`
      expect((await ask('GET', '/me', undefined, { cookie })).status).toBe(401)
    }
  })

  it('is not taken from other origins', async () => {
    for (const origin of ['https://evil.test', null]) {
      const { cookie } = owner
      const api = await ask('PATCH', '/', { name: 'x' }, { ...owner, origin })
      expect(api.status).toBe(403)
      expect((await callAuth('POST', '/sign-out', {}, { cookie, origin })).status).toBe(403)
    }
    const setup = await callAuth('POST', '/setup', {}, { origin: 'https://evil.test' })
    expect(setup.body.code).toBe('INVALID_ORIGIN')
  })
})

describe('guessing', () => {
  it('is limited per address', async () => {
    const ip = '203.0.113.9'
    const tryOne = (email: string) =>
      callAuth('POST', '/sign-in/email', { email, password: 'wrong' }, { ip })
    expect((await tryOne('n1@example.com')).status).toBe(401)
    // One call short of the limit: hashing as many passwords would take seconds.
    await setCount('ip:203.0.113.9%', 29)
    expect((await tryOne('n2@example.com')).status).toBe(401)
    const last = await tryOne('n3@example.com')
    expect([last.status, last.body.code]).toEqual([429, 'TOO_MANY_ATTEMPTS'])
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('is limited per account, from however many addresses', async () => {
    expect((await signIn('victim@example.com', 'wrong')).status).toBe(401)
    await setCount('account:victim@example.com', 49)
    expect((await signIn('victim@example.com', 'wrong')).status).toBe(401)
    const last = await signIn('Victim@example.com', 'wrong')
    expect([last.status, last.body.code]).toEqual([429, 'TOO_MANY_ATTEMPTS'])
  })

  it('is limited for set-up codes', async () => {
    const ip = '203.0.113.10'
    let last = await callAuth('POST', '/setup', {}, { ip })
    for (let i = 0; i < 10; i++) last = await callAuth('POST', '/setup', {}, { ip })
    expect(last.status).toBe(429)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('passwords', () => {
  it('are judged for a meter', async () => {
    const weak = await callAuth('POST', '/check-password', { password: 'password1234' })
    expect(weak.body).toMatchObject({ acceptable: false })
    const good = await callAuth('POST', '/check-password', { password: PASSWORD })
    expect(good.body).toMatchObject({ acceptable: true, score: 4 })
  })

  it('cannot be changed to a weak one, and end the other sessions when changed', async () => {
    const member = await addMember('change@example.com')
    const other = await signIn('change@example.com')
    const change = (newPassword: string) =>
      callAuth(
        'POST',
        '/change-password',
        { currentPassword: PASSWORD, newPassword, revokeOtherSessions: true },
        { cookie: member.cookie },
      )
    expect((await change('password1234')).body.code).toBe('PASSWORD_TOO_WEAK')
    expect((await change('staple cloud vivid harbour')).status).toBe(200)
    expect((await ask('GET', '/me', undefined, { cookie: other.cookie })).status).toBe(401)
    expect((await signIn('change@example.com', 'staple cloud vivid harbour')).status).toBe(200)
  })

  it('are reset with a link that an owner makes, once, and all sessions end', async () => {
    const member = await addMember('forgetful@example.com')
    const made = await ask('POST', `/users/${member.id}/password-reset-link`, {}, owner)
    expect(made.status).toBe(200)
    const token = new URL(made.data.resetLink.link).searchParams.get('token')
    const stored = await env.DB.prepare('SELECT identifier FROM verifications').all()
    expect(JSON.stringify(stored.results)).not.toContain(token)

    const reset = (newPassword: string) =>
      callAuth('POST', '/reset-password', { token, newPassword })
    expect((await reset('password1234')).body.code).toBe('PASSWORD_TOO_WEAK')
    expect((await reset('staple cloud vivid harbour')).status).toBe(200)
    expect((await reset('another good passphrase 7')).status).toBe(400)
    expect((await ask('GET', '/me', undefined, { cookie: member.cookie })).status).toBe(401)
    expect((await signIn('forgetful@example.com', 'staple cloud vivid harbour')).status).toBe(200)
  })

  it('are reset by owners who are signed in only', async () => {
    const member = await addMember('plain@example.com')
    const path = `/users/${owner.id}/password-reset-link`
    expect((await ask('POST', path, {}, member)).status).toBe(403)
    expect((await ask('POST', path, {})).status).toBe(403)
  })

  it('cannot be reset by e-mail where none is configured', async () => {
    const answer = await callAuth('POST', '/request-password-reset', { email: 'owner@example.com' })
    expect(answer.body.code).toBe('RESET_PASSWORD_DISABLED')
    const methods = await callAuth('GET', '/sign-in-methods')
    expect(methods.body).toEqual({ social: [], oidc: [], resetByEmail: false })
  })
})

describe('passkeys', () => {
  it('begin with a challenge for this host', async () => {
    const { cookie } = owner
    const made = await callAuth('GET', '/passkey/generate-register-options', undefined, { cookie })
    expect(made.status).toBe(200)
    expect(made.body).toMatchObject({ rp: { id: 'app.test', name: 'Headwater' } })
    const asked = await callAuth('GET', '/passkey/generate-authenticate-options')
    expect(asked.body.challenge.length).toBeGreaterThan(20)
  })
})

async function setCount(key: string, count: number): Promise<void> {
  const { meta } = await env.DB.prepare('UPDATE rate_limits SET count = ? WHERE key LIKE ?')
    .bind(count, key)
    .run()
  expect(meta.changes).toBe(1)
}

it('forgets sessions, links and counts whose time is over, and no other', async () => {
  const count = async () =>
    (await env.DB.prepare(
      `SELECT (SELECT count(*) FROM sessions) AS sessions,
                (SELECT count(*) FROM verifications) AS links,
                (SELECT count(*) FROM rate_limits) AS limits`,
    ).first<Record<string, number>>()) ?? {}
  const db = createDb(env.DB)
  const before = await count()
  await forgetExpired(db, new Date('2020-01-01'))
  await forgetOldLimits(db, 0)
  expect(await count()).toEqual(before)
  const { cookie } = await signIn('owner@example.com')
  await env.DB.prepare('UPDATE sessions SET expires_at = 1').run()
  expect((await ask('GET', '/me', undefined, { cookie })).status).toBe(401)
  await env.DB.prepare('UPDATE verifications SET expires_at = 1').run()
  await env.DB.prepare('UPDATE rate_limits SET ends_at = 1').run()
  await forgetExpired(db, new Date())
  await forgetOldLimits(db, Date.now())
  expect(await count()).toEqual({ sessions: 0, links: 0, limits: 0 })
  owner = { ...owner, cookie: (await signIn('owner@example.com')).cookie }
})

it('lets people change their name, and nothing else of their account', async () => {
  const { cookie } = owner
  const update = (body: unknown) => callAuth('POST', '/update-user', body, { cookie })
  expect((await update({ name: 'Olivia O.' })).status).toBe(200)
  for (const body of [{ name: '' }, { name: 'x'.repeat(300) }, { image: 'https://evil.test/x' }]) {
    expect((await update(body)).status).toBe(400)
  }
  await update({ name: 'Owner', emailVerified: true, email: 'eve@example.com' })
  const row = await env.DB.prepare(
    'SELECT name, email, email_verified AS verified FROM users WHERE id = ?',
  )
    .bind(owner.id)
    .first()
  expect(row).toMatchObject({ email: 'owner@example.com', verified: 0 })
})

it('says in its own words what it does not have', async () => {
  expect((await callAuth('GET', '/setup')).status).toBe(405)
  expect((await callAuth('GET', '/nothing')).status).toBe(404)
})
