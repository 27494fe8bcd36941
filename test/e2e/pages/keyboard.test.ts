import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { booksAnswers } from '../books-answers.ts'
import { launchBrowser } from '../browser.ts'
import { shopAnswers } from '../connections-answers.ts'
import { signedOutAnswers } from '../dashboard-answers.ts'
import { openDashboard } from '../dashboard-page.ts'
import { type StubAnswer, startDashboardStub } from '../dashboard-stub.ts'
import { deliveryAnswers } from '../delivery-answers.ts'
import { failedAnswers } from '../failed-answers.ts'
import { filterAnswers } from '../filter-answers.ts'
import { keyboardFaults } from '../keyboard.ts'
import { schemaAnswers } from '../schema-answers.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

async function faultsAt(answers: Record<string, StubAnswer>, path: string, sign: string) {
  const stub = await startDashboardStub(answers)
  const found: string[] = []
  for (const width of [1280, 375]) {
    const { page, close } = await openDashboard(browser, { viewport: { width, height: 812 } })
    await page.goto(`${stub.origin}${path}`)
    await page.getByText(sign).filter({ visible: true }).first().waitFor()
    await page.waitForLoadState('networkidle')
    for (const fault of await keyboardFaults(page)) found.push(`at ${width}: ${fault}`)
    await close()
  }
  await stub.stop()
  return found
}

it.each([
  ['/', '15.3K delivered'],
  ['/sources', '1,420 since'],
  ['/sources/catalog', 'Node.js'],
  ['/sources/catalog/javascript', 'environment:prod'],
  ['/sources/src_web', 'no_user_anon_id'],
  ['/sources/src_web/setup', 'Events are arriving'],
  ['/sources/src_web/destinations', 'Data lake'],
  ['/sources/src_web/settings', 'Delivery strategy'],
  ['/destinations', 'Paused'],
  ['/destinations/catalog', 'Analytics tool 2'],
  ['/destinations/catalog/webhooks/add', 'Send events from now on'],
  ['/destinations/dst_orders', 'FILTERED_BY_INTEGRATIONS_OBJECT'],
  ['/destinations/dst_orders/failed', '31 failed deliveries'],
  ['/destinations/dst_orders/test', 'Send a test event'],
  ['/destinations/dst_orders/settings', 'Pace and retries'],
  ['/settings/workspace', 'Workspace id'],
  ['/settings/access', 'grace@example.com'],
  ['/settings/access/invitations', 'edsger@example.com'],
  ['/settings/access/groups', 'Analysts'],
  ['/settings/access/tokens', 'Terraform'],
  ['/settings/audit-trail', 'Source Modified'],
  ['/account', 'What your teammates see'],
  ['/account/security', 'Work laptop'],
  ['/account/sessions', 'This device'],
])('%s is walked through with the keyboard', async (path, sign) => {
  const answers = { ...shopAnswers(), ...failedAnswers('dst_orders') }
  expect(await faultsAt(answers, path, sign)).toEqual([])
})

it.each([
  ['/sign-in', 'Forgot it?'],
  ['/forgot-password', 'Forgot your password?'],
  ['/reset-password?token=x', 'Choose a new password'],
])('%s is walked through with the keyboard', async (path, sign) => {
  expect(await faultsAt(signedOutAnswers(), path, sign)).toEqual([])
})

it.each([
  ['/destinations/dst_orders/filters', 'Sends 10 % by userId'],
  ['/destinations/dst_orders/filters/flt_share', 'Sent, in percent'],
  ['/destinations/dst_orders/delivery', 'All others'],
  ['/alerts/alt_rate', 'Still firing'],
])('%s is walked through with the keyboard', async (path, sign) => {
  expect(await faultsAt({ ...filterAnswers(), ...deliveryAnswers() }, path, sign)).toEqual([])
})

it.each([
  ['/sources/src_web/schema', 'Product Viewed'],
  ['/books', 'Received'],
  ['/trace', 'Follow one event'],
])('%s is walked through with the keyboard', async (path, sign) => {
  const answers = { ...shopAnswers(), ...schemaAnswers(), ...booksAnswers() }
  expect(await faultsAt(answers, path, sign)).toEqual([])
})
