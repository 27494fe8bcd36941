import type { Browser, CDPSession } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Service, startService } from '../harness/service.ts'
import { launchBrowser } from './browser.ts'
import { type DashboardPage, openDashboard } from './dashboard-page.ts'
import { signInOwner } from './sign-in-owner.ts'

/** With an authenticator that the browser plays: each test goes on where the last one stopped. */

let browser: Browser
let service: Service
let opened: DashboardPage
let devtools: CDPSession
let authenticatorId: string
/** Passkeys belong to a name: browsers make none for an IP address. */
let origin: string

beforeAll(async () => {
  ;[browser, service] = await Promise.all([launchBrowser(), startService()])
  opened = await openDashboard(browser)
  origin = service.origin.replace('127.0.0.1', 'localhost')
  devtools = await opened.context.newCDPSession(opened.page)
  await devtools.send('WebAuthn.enable')
  const added = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  authenticatorId = added.authenticatorId
  await signInOwner(opened, origin)
})

afterAll(async () => {
  await opened?.close()
  await browser?.close()
  await service?.stop()
})

async function keysOnDevice() {
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
  return credentials
}

async function signOut(): Promise<void> {
  const { page } = opened
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
}

const signInWithPasskey = () =>
  opened.page.getByRole('button', { name: 'Sign in with a passkey' }).click()

describe('a passkey', () => {
  it('is added on the account page', async () => {
    const { page } = opened
    await page.goto(`${origin}/account/security`)
    await page.getByText('You have none yet.').waitFor()
    await page.getByRole('button', { name: 'Add passkey' }).click()
    await page.getByLabel('Name').fill('Work laptop')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('listitem').getByText('Work laptop').waitFor()
    const keys = await keysOnDevice()
    expect(keys).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }])
    const stored = await service.sql('SELECT * FROM passkeys')
    expect(stored).toHaveLength(1)
    expect(JSON.stringify(stored)).not.toContain(keys[0]?.privateKey)
  })

  it('signs in by itself', async () => {
    const { page } = opened
    await signOut()
    await signInWithPasskey()
    await page.getByRole('heading', { level: 1, name: 'Welcome, Ada' }).waitFor()
    expect((await keysOnDevice())[0]?.signCount).toBeGreaterThan(1)
  })

  it('signs in nobody whom the device does not recognize', async () => {
    const { page } = opened
    await signOut()
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    await signInWithPasskey()
    await page.getByRole('alert').waitFor()
    await page.goto(origin)
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
    await signInWithPasskey()
    await page.getByRole('heading', { level: 1, name: 'Welcome, Ada' }).waitFor()
  })

  it('signs in nobody whom the device was not asked to recognize', async () => {
    const { page } = opened
    await signOut()
    const [key] = await keysOnDevice()
    const id = Buffer.from(key?.credentialId ?? '', 'base64').toString('base64url')
    const options = /generate-authenticate-options/
    // What a page that was tampered with would ask of the device.
    await page.route(options, async (route) => {
      const response = await route.fetch()
      const allowCredentials = [{ id, type: 'public-key' }]
      const asked = {
        ...(await response.json()),
        userVerification: 'discouraged',
        allowCredentials,
      }
      await route.fulfill({ response, json: asked })
    })
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    const answered = page.waitForResponse(/verify-authentication/, { timeout: 10_000 })
    await signInWithPasskey()
    expect((await answered).status()).toBe(401)
    await page.getByText('did not check who you are').waitFor()
    expect((await opened.context.request.get(`${origin}/api/me`)).status()).toBe(401)
    await page.unroute(options)
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
    await signInWithPasskey()
    await page.getByRole('heading', { level: 1, name: 'Welcome, Ada' }).waitFor()
  })

  it('opens nothing any more once it is removed', async () => {
    const { page } = opened
    await page.goto(`${origin}/account/security`)
    await page.getByRole('button', { name: 'Remove Work laptop' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove passkey' }).click()
    await page.getByText('You have none yet.').waitFor()
    expect(await service.sql('SELECT id FROM passkeys')).toEqual([])
    await signOut()
    expect(await keysOnDevice()).toHaveLength(1)
    await signInWithPasskey()
    await page.getByRole('alert').waitFor()
    const me = await opened.context.request.get(`${origin}/api/me`)
    expect(me.status()).toBe(401)
    expect(opened.complaints).toEqual([])
  })
})
