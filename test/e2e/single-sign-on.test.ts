import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AuthorizationServer } from '../harness/authorization-server.ts'
import { invite } from '../harness/members.ts'
import {
  GOOGLE_HOSTS,
  type OidcIdentity,
  type OidcProvider,
  startGoogle,
  startOidcProvider,
} from '../harness/oidc-provider.ts'
import { type Service, startService } from '../harness/service.ts'
import { launchBrowser } from './browser.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from './dashboard-page.ts'
import { signInOwner } from './sign-in-owner.ts'

/** By hand in a browser, against providers on this machine: connect, sign in, disconnect, join. */

let browser: Browser
let provider: OidcProvider
let google: AuthorizationServer<OidcIdentity>
let service: Service
let opened: DashboardPage

beforeAll(async () => {
  provider = await startOidcProvider()
  provider.identity = { sub: 'ada-1', email: 'ada@example.com', email_verified: true }
  google = await startGoogle()
  service = await startService({
    vars: {
      OIDC_NAME: 'Acme login',
      OIDC_DISCOVERY_URL: provider.discoveryUrl,
      OIDC_CLIENT_ID: provider.clientId,
      GOOGLE_CLIENT_ID: google.clientId,
    },
    appSecrets: {
      OIDC_CLIENT_SECRET: provider.clientSecret,
      GOOGLE_CLIENT_SECRET: google.clientSecret,
    },
    elsewhere: Object.fromEntries(GOOGLE_HOSTS.map((host) => [host, google.origin])),
  })
  browser = await launchBrowser()
  opened = await open()
  await signInOwner(opened, service.origin)
})

afterAll(async () => {
  await opened?.close()
  await browser?.close()
  await service?.stop()
  await provider?.stop()
  await google?.stop()
})

/** A browser to which Google is where the test plays it. */
async function open(): Promise<DashboardPage> {
  const dashboard = await openDashboard(browser)
  await dashboard.context.route('https://accounts.google.com/**', async (route) => {
    const { pathname, search } = new URL(route.request().url())
    const headers = { location: google.origin + pathname + search }
    await route.fulfill({ status: 302, headers })
  })
  return dashboard
}

const rowOf = ({ page }: DashboardPage, name: string) =>
  page.getByRole('listitem').filter({ hasText: name })

it('a provider is connected on the account page, signs in from then on, and is disconnected', async () => {
  const { page } = opened
  await page.goto(`${service.origin}/account/security`)
  const row = rowOf(opened, 'Acme login')
  await row.getByRole('button', { name: 'Connect', exact: true }).click()
  await row.getByText('Connected', { exact: true }).waitFor()

  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Continue with Acme login' }).click()
  await page.getByRole('heading', { level: 1, name: /Ada/ }).waitFor()

  await page.goto(`${service.origin}/account/security`)
  await row.getByRole('button', { name: 'Disconnect' }).click()
  await row.getByRole('button', { name: 'Connect', exact: true }).waitFor()
})

it('an account of another address is not connected, and the page says why', async () => {
  google.identity = { sub: 'g-9', email: 'other@example.com', email_verified: true }
  const { page } = opened
  await page.goto(`${service.origin}/account/security`)
  await rowOf(opened, 'Google').getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByRole('alert').filter({ hasText: 'another address than yours' }).waitFor()
  expect(await faultsInEveryLook(page, 'account-not-connected')).toEqual([])
})

it('somebody invited joins with Google, without a password', async () => {
  const email = 'grace@example.com'
  const token = await invite(service, email)
  const invited = await open()
  try {
    const { page } = invited
    await page.goto(`${service.origin}/invite?token=${token}`)
    const button = page.getByRole('button', { name: 'Continue with Google' })
    await button.waitFor()
    expect(await faultsInEveryLook(page, 'invite-with-providers')).toEqual([])

    google.identity = { sub: 'g-1', email, email_verified: false }
    await button.click()
    await page.getByRole('alert').filter({ hasText: 'has not verified it' }).waitFor()

    google.identity = { sub: 'g-1', email, email_verified: true, name: 'Grace Hopper' }
    await button.click()
    await page.getByRole('button', { name: 'Join the workspace' }).click()
    await page.getByRole('heading', { level: 1, name: /Grace/ }).waitFor()
    await page.goto(`${service.origin}/account/security`)
    await page.getByText('You have none: you sign in with another account').waitFor()
    expect(await faultsInEveryLook(page, 'account-without-password')).toEqual([])
  } finally {
    await invited.close()
  }
})
