import { createHmac } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SETUP_CODE } from '../harness/database.ts'
import { type Service, startService } from '../harness/service.ts'
import { launchBrowser } from './browser.ts'
import { type DashboardPage, openDashboard } from './dashboard-page.ts'

const EMAIL = 'ada@example.com'
const PASSWORD = 'orchard violin teapot 9'

let service: Service
let browser: Browser
let opened: DashboardPage
let page: Page
/** Passkeys belong to a name; an address has none. */
let origin: string

beforeAll(async () => {
  service = await startService()
  origin = service.origin.replace('127.0.0.1', 'localhost')
  browser = await launchBrowser()
  opened = await openDashboard(browser)
  page = opened.page
  await page.goto(`${origin}/setup?code=${SETUP_CODE}`)
  await page.getByLabel('Your name').fill('Ada Lovelace')
  await page.getByLabel('E-mail').fill(EMAIL)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create the account' }).click()
  await page.waitForURL(`${origin}/`)
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

async function signOut(): Promise<void> {
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
}

async function signIn(): Promise<void> {
  await page.getByLabel('E-mail').fill(EMAIL)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

describe('an account guards itself', () => {
  it('with a passkey', async () => {
    const devtools = await opened.context.newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    })
    await page.goto(`${origin}/account/security`)
    await page.getByRole('button', { name: 'Add passkey' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Work laptop')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('Work laptop').waitFor()
    await signOut()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.waitForURL(`${origin}/`)
  })

  it('with a second factor, and with a recovery code when the phone is gone', async () => {
    await page.goto(`${origin}/account/security`)
    await page.getByRole('button', { name: 'Switch on' }).click()
    await page.getByLabel('Your password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Go on' }).click()
    const secret = await page.getByRole('textbox', { name: 'key', exact: true }).inputValue()
    await page.getByLabel('Six-digit code').fill(totp(secret, Date.now()))
    await page.getByRole('button', { name: 'Switch on' }).click()
    const codes = page.getByRole('dialog').getByRole('listitem')
    await codes.first().waitFor()
    const recoveryCode = (await codes.first().textContent()) ?? ''
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText('On', { exact: true }).waitFor()

    await signOut()
    await signIn()
    await page.getByLabel('Six-digit code').fill(totp(secret, Date.now()))
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.waitForURL(`${origin}/`)

    await signOut()
    await signIn()
    await page.getByRole('button', { name: 'Use a recovery code instead' }).click()
    await page.getByLabel('Recovery code').fill(recoveryCode)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.waitForURL(`${origin}/`)
  })

  it('with a new password, which ends the other sessions', async () => {
    await page.goto(`${origin}/account/security`)
    await page.getByLabel('Current password').fill(PASSWORD)
    await page.getByLabel('New password').fill('lantern harbor quilt 4')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('Your password is changed.').first().waitFor()
    await page.goto(`${origin}/account/sessions`)
    await page.getByText('This device').waitFor()
    expect(await page.getByRole('main').getByRole('listitem').count()).toBe(1)
    expect(opened.complaints).toEqual([])
  })
})

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What an authenticator app shows: RFC 6238 with its defaults. */
function totp(secret: string, now: number): string {
  const bits = [...secret.replace(/=+$/, '')]
    .map((char) => BASE32.indexOf(char).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)))
  const hash = createHmac('sha1', key).update(counter).digest()
  const offset = (hash.at(-1) ?? 0) & 15
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
