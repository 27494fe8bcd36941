import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SETUP_CODE } from '../harness/database.ts'
import { type OidcProvider, startOidcProvider } from '../harness/oidc-provider.ts'
import { type Service, startService } from '../harness/service.ts'
import { launchBrowser } from './browser.ts'
import { type DashboardPage, openDashboard } from './dashboard-page.ts'

/** By hand in a browser, against a provider on this machine: connect, sign in, disconnect. */

let browser: Browser
let provider: OidcProvider
let service: Service
let opened: DashboardPage

beforeAll(async () => {
  provider = await startOidcProvider()
  provider.identity = { sub: 'ada-1', email: 'ada@example.com', email_verified: true }
  service = await startService({
    vars: {
      OIDC_NAME: 'Acme login',
      OIDC_DISCOVERY_URL: provider.discoveryUrl,
      OIDC_CLIENT_ID: provider.clientId,
    },
    appSecrets: { OIDC_CLIENT_SECRET: provider.clientSecret },
  })
  browser = await launchBrowser()
  opened = await openDashboard(browser)
  const answer = await opened.context.request.post(`${service.origin}/auth/setup`, {
    headers: { origin: service.origin },
    data: {
      code: SETUP_CODE,
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      password: 'six rather unrelated words in one',
    },
  })
  expect(answer.status(), await answer.text()).toBe(200)
})

afterAll(async () => {
  await opened?.close()
  await browser?.close()
  await service?.stop()
  await provider?.stop()
})

it('a provider is connected on the account page, signs in from then on, and is disconnected', async () => {
  const { page } = opened
  await page.goto(`${service.origin}/account/security`)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByText('Connected', { exact: true }).waitFor()

  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Continue with Acme login' }).click()
  await page.getByRole('heading', { level: 1, name: /Ada/ }).waitFor()

  await page.goto(`${service.origin}/account/security`)
  await page.getByRole('button', { name: 'Disconnect' }).click()
  await page.getByRole('button', { name: 'Connect', exact: true }).waitFor()
})
