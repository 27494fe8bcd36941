import type { RequestedPermission } from '../../worker/domain/access/check-permission.ts'
import { CookieBrowser } from './cookie-browser.ts'
import { SETUP_CODE } from './database.ts'
import type { Service } from './service.ts'

export const PASSWORD = 'six rather unrelated words in one'

/** The owner, made with the set-up code. */
export async function setUpOwner(service: Service, email = 'ada@example.com') {
  const browser = new CookieBrowser(service)
  await succeed(
    browser.post('/auth/setup', { code: SETUP_CODE, name: 'Ada', email, password: PASSWORD }),
  )
  return browser
}

/** The token of a new invitation's link. */
export async function invite(
  service: Service,
  email: string,
  permissions: RequestedPermission[] = [],
): Promise<string> {
  const response = fetch(`${service.origin}/api/invitations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.apiToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ emails: email, permissions }),
  })
  const { data } = (await succeed(response)) as { data: { invitations: { link: string }[] } }
  return new URL(data.invitations[0]?.link ?? '').searchParams.get('token') ?? ''
}

export interface NewMember {
  verified: boolean
  elsewhere?: Record<string, string>
  permissions?: RequestedPermission[]
}

/** Accepts an invitation; the address counts as verified as after an invitation that went by mail. */
export async function addMember(
  service: Service,
  email: string,
  { verified, elsewhere, permissions }: NewMember,
): Promise<CookieBrowser> {
  const browser = new CookieBrowser(service, elsewhere)
  const input = {
    token: await invite(service, email, permissions),
    name: 'Some One',
    password: PASSWORD,
  }
  await succeed(browser.post('/auth/accept-invitation', input))
  if (verified) await service.sql('UPDATE users SET email_verified = 1 WHERE email = ?', email)
  return browser
}

async function succeed(answer: Promise<Response>): Promise<unknown> {
  const response = await answer
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.url} answers ${response.status}: ${text}`)
  return JSON.parse(text)
}
