import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { AppEnv } from '../../worker/env.ts'
import { app } from '../../worker/wiring/app.ts'
import { bootstrap, type Json, PASSWORD, SETUP_CODE } from './support/app.ts'

/** What goes out through the Worker's e-mail binding, with everything between it and a request as deployed. */

const FROM = 'headwater@example.com'
const SECRET = 'mail-tests-'.repeat(4)
/** What better-auth and the wiring keep is kept for an origin, so each has one of its own. */
const WITH_MAIL = 'https://with-mail.test'
const WITHOUT_MAIL = 'https://without-mail.test'

type Builder = Parameters<SendEmail['send']>[0] & { subject: string; text: string }

/** As Cloudflare's own: takes a message's parts, answers an id or rejects. */
class FakeEmail {
  sent: Builder[] = []
  broken = false

  async send(message: Parameters<SendEmail['send']>[0]): Promise<EmailSendResult> {
    if (this.broken) throw new Error('E_SENDER_NOT_VERIFIED')
    this.sent.push(message as Builder)
    return { messageId: `<${this.sent.length}@example.com>` }
  }
}

const email = new FakeEmail()
let cookie = ''
let workspaceId = ''
let address = 0

beforeAll(async () => {
  await bootstrap()
  const input = {
    code: SETUP_CODE,
    name: 'Olivia',
    email: 'olivia@example.com',
    password: PASSWORD,
  }
  const answer = await call(WITH_MAIL, 'POST', '/auth/setup', input)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  cookie = answer.cookie
  workspaceId = answer.body.workspaceId
})

afterEach(() => {
  email.broken = false
  email.sent = []
  vi.restoreAllMocks()
})

async function call(origin: string, method: string, path: string, body?: unknown) {
  address += 1
  const request = new Request(`${origin}${path}`, {
    method,
    headers: {
      origin,
      cookie,
      'x-headwater-workspace': workspaceId,
      'content-type': 'application/json',
      'cf-connecting-ip': `198.51.100.${address}`,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const bindings = {
    ...env,
    BETTER_AUTH_SECRET: SECRET,
    EMAIL_FROM: FROM,
    ...(origin === WITH_MAIL && { EMAIL: email }),
  } as unknown as AppEnv
  const ctx = createExecutionContext()
  const response = await app.fetch(request as Parameters<typeof app.fetch>[0], bindings, ctx)
  await waitOnExecutionContext(ctx)
  return {
    status: response.status,
    body: (await response.json()) as Json,
    cookie: response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; '),
  }
}

const invite = (origin: string, emails: string) =>
  call(origin, 'POST', '/api/invitations', { emails, permissions: [] })
const tokenIn = (link: string) => new URL(link).searchParams.get('token') ?? ''
const askForReset = (origin: string, to: string) =>
  call(origin, 'POST', '/auth/request-password-reset', { email: to, redirectTo: '/reset-password' })

/** The only link of the only mail. */
function onlyLink(): string {
  expect(email.sent).toHaveLength(1)
  const links = email.sent[0]?.text.match(/\w+:\/\/\S+/g) ?? []
  expect(links).toHaveLength(1)
  return links[0] ?? ''
}

/** No other words that open something: cookies, hashes, the link that the owner sees. */
async function expectNothingElseSecret(link: string, ...others: string[]): Promise<void> {
  const mail = JSON.stringify(email.sent[0]).replace(link, '')
  const { results } = await env.DB.prepare('SELECT password FROM accounts').all()
  const hashes = results.map(({ password }) => String(password))
  const session = cookie.slice(cookie.indexOf('=') + 1)
  for (const secret of [SECRET, PASSWORD, session, tokenIn(link), ...hashes, ...others]) {
    expect(mail).not.toContain(secret)
  }
}

describe('with the e-mail binding', () => {
  it('says that resets go by mail', async () => {
    const { body } = await call(WITH_MAIL, 'GET', '/auth/sign-in-methods')
    expect(body.resetByEmail).toBe(true)
  })

  it('mails each who is invited a link of their own, which works', async () => {
    const { status, body } = await invite(WITH_MAIL, 'ann@example.com')
    expect([status, body.data.invitations[0].emailed]).toEqual([201, true])
    const link = onlyLink()
    expect(email.sent[0]).toEqual({
      from: FROM,
      to: 'ann@example.com',
      subject: 'Join Test workspace on with-mail.test',
      text: expect.stringContaining('Olivia invites you'),
    })
    expect(link.startsWith(`${WITH_MAIL}/invite?token=inv_`)).toBe(true)
    await expectNothingElseSecret(link, tokenIn(body.data.invitations[0].link))
    const read = await call(WITH_MAIL, 'POST', '/auth/read-invitation', { token: tokenIn(link) })
    expect(read.body).toMatchObject({ email: 'ann@example.com' })

    email.sent = []
    await invite(WITH_MAIL, 'bea@example.com, cleo@example.com')
    expect(email.sent.map(({ to }) => to).sort()).toEqual(['bea@example.com', 'cleo@example.com'])
    const texts = email.sent.map(({ text }) => text)
    expect(new Set(texts).size).toBe(2)
  })

  it('mails a reset to whose account it is, with a link that works', async () => {
    expect((await askForReset(WITH_MAIL, 'olivia@example.com')).status).toBe(200)
    await vi.waitUntil(() => email.sent.length > 0)
    const link = onlyLink()
    expect(email.sent[0]).toMatchObject({ from: FROM, to: 'olivia@example.com' })
    expect(link.startsWith(`${WITH_MAIL}/reset-password?token=`)).toBe(true)
    await expectNothingElseSecret(link)
    const input = { token: tokenIn(link), newPassword: 'staple cloud vivid harbour' }
    const reset = await call(WITH_MAIL, 'POST', '/auth/reset-password', input)
    expect(reset.status).toBe(200)
    const credentials = { email: 'olivia@example.com', password: input.newPassword }
    const signedIn = await call(WITH_MAIL, 'POST', '/auth/sign-in/email', credentials)
    expect(signedIn.status).toBe(200)
    cookie = signedIn.cookie
  })

  it('mails strangers nothing, and answers them the same', async () => {
    const stranger = await askForReset(WITH_MAIL, 'stranger@example.com')
    expect(email.sent).toEqual([])
    const known = await askForReset(WITH_MAIL, 'olivia@example.com')
    expect([stranger.status, stranger.body]).toEqual([known.status, known.body])
    await vi.waitUntil(() => email.sent.length > 0)
  })
})

describe('when the binding fails', () => {
  it('keeps the invitation, shows its link, and mails it when it is sent again', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    email.broken = true
    const { status, body } = await invite(WITH_MAIL, 'dora@example.com')
    const [invitation] = body.data.invitations
    expect([status, invitation.emailed, invitation.status]).toEqual([201, false, 'pending'])
    const token = tokenIn(invitation.link)
    const read = await call(WITH_MAIL, 'POST', '/auth/read-invitation', { token })
    expect(read.body).toMatchObject({ email: 'dora@example.com' })
    expect(JSON.stringify(logged.mock.calls)).toContain('E_SENDER_NOT_VERIFIED')
    expect(JSON.stringify(logged.mock.calls)).not.toContain(token)

    email.broken = false
    const path = `/api/invitations/${invitation.id}/resend`
    const again = await call(WITH_MAIL, 'POST', path, {})
    expect(again.body.data.invitation.emailed).toBe(true)
    expect(tokenIn(onlyLink())).toMatch(/^inv_/)
  })

  it('tells whoever asks for a reset nothing of it, but the log', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    email.broken = true
    const known = await askForReset(WITH_MAIL, 'olivia@example.com')
    const stranger = await askForReset(WITH_MAIL, 'stranger@example.com')
    expect([known.status, known.body]).toEqual([stranger.status, stranger.body])
    await vi.waitUntil(() => logged.mock.calls.length > 0)
    expect(JSON.stringify(logged.mock.calls)).toContain('password reset mail failed')
  })
})

describe('without the binding', () => {
  it('shows the inviter a link that works', async () => {
    const { status, body } = await invite(WITHOUT_MAIL, 'eva@example.com')
    const [invitation] = body.data.invitations
    expect([status, invitation.emailed]).toEqual([201, false])
    expect(invitation.link.startsWith(`${WITHOUT_MAIL}/invite?token=inv_`)).toBe(true)
    const token = tokenIn(invitation.link)
    const accepted = await call(WITHOUT_MAIL, 'POST', '/auth/read-invitation', { token })
    expect(accepted.body).toMatchObject({ email: 'eva@example.com' })
    expect(email.sent).toEqual([])
  })

  it('says that resets do not go by mail', async () => {
    const { body } = await call(WITHOUT_MAIL, 'GET', '/auth/sign-in-methods')
    expect(body.resetByEmail).toBe(false)
    const refused = await askForReset(WITHOUT_MAIL, 'olivia@example.com')
    expect([refused.status, refused.body.code]).toEqual([400, 'RESET_PASSWORD_DISABLED'])
  })
})
